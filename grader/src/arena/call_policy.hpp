// What a launched program may not ask of the kernel: what no echo server needs and an escape would. What is
// left open depends on the layers that hold beside the filter.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "arena/call_filter.hpp"
#include "base/calls.hpp"

namespace grader {

struct CallPolicy {
    bool compiles = false;       ///< a compiler, not a server
    bool own_network = false;    ///< a loopback on which nobody is but the grader
    bool own_root = false;       ///< a file system in which nobody's files are (minimal_root.hpp)
    bool own_processes = false;  ///< a pid namespace, with its supervisor as number 1; and an IPC namespace
    bool signals_confined = false;   ///< by a pid namespace, or by Landlock
    bool memory_counted = false;     ///< by a cgroup: also what no process has mapped
    bool judged = false;             ///< a tracer is there to decide what a filter can't
    bool new_processes_ask = false;  ///< whoever makes a process waits for the supervisor's answer
    pid_t self = 0;                  ///< the program's process
    /// execveat(2) with this in the register behind its last argument is the only call that executes
    /// anything; nobody can read a filter to find it out. 0: programs may execute others.
    std::uint64_t key_to_execute = 0;
    std::vector<Call> traced;  ///< calls that stop for the tracer
};

/// What SECCOMP_RET_TRACE tells the tracer of a call, by PTRACE_GETEVENTMSG.
constexpr std::uint32_t stop_to_record = 0;
constexpr std::uint32_t stop_to_judge = 1;  ///< decide whether it may be made, and record nothing
constexpr std::uint32_t stop_for_both = 2;

std::vector<CallRule> rules_of(const CallPolicy& policy);

}  // namespace grader
