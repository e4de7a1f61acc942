// What a tracer is told: which calls to report, which of them to fail, and where to hold threads. Travels as
// JSON over a warden's channel.
#pragma once

#include <cstddef>
#include <vector>

#include "base/calls.hpp"
#include "base/json_fields.hpp"

namespace grader {

/// Which calls a fault is for: all, or those that take bytes from, or give bytes to, a socket that accept
/// returned.
enum class FaultScope { all, from_connections, to_connections };

/// A fault to inject: the k-th matching call fails with an error, or has its length cut.
struct FaultRule {
    std::vector<Call> calls;
    FaultScope scope = FaultScope::all;
    int every = 1;           ///< hits each k-th matching call: 3 = the third, the sixth, …
    int at_most = -1;        ///< and no more than this many; -1 = no limit
    int error = 0;           ///< errno of the failure; the call itself is skipped
    std::size_t cut_to = 0;  ///< if not 0: a call that asks for more goes ahead with this many bytes
    /// The time that the call may wait for a connection is over at once: a poll or select finds nothing, and
    /// a read of a socket with SO_RCVTIMEO fails with EAGAIN. Calls that wait for ever are left alone.
    bool elapses = false;
};

/// Where the tracer holds a thread: it stays stopped there, so that it can be seen what all others do
/// meanwhile.
struct HoldPoints {
    bool reads = false;    ///< when it has taken bytes from a connection, and can't have written them yet
    bool births = false;   ///< before its first step
    bool closes = false;   ///< when it has closed a connection, and not done what comes next
    bool accepts = false;  ///< when it has accepted a connection
};

/// Tracing of a launched program with ptrace.
struct TraceSpec {
    std::vector<Call> calls;  ///< the system calls to report
    std::vector<FaultRule> faults;
    int stacks_per_call = 0;  ///< how often, per system call and place, the user stack is walked and reported
};

IO_LABS_JSON(FaultRule)
IO_LABS_JSON(HoldPoints)
IO_LABS_JSON(TraceSpec)

}  // namespace grader
