// What the tracer saw, in the order it saw it: system calls with results, threads and processes coming and
// going, and the marks that a check put between them. Plain data; recorded logs in tests have the same form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/calls.hpp"
#include "base/json_fields.hpp"

namespace grader {

/// What a descriptor is. `unknown`: nobody has looked; `none`: there was no such descriptor.
enum class DescriptorKind {
    unknown,
    none,
    connection,  ///< a socket that accept returned
    listener,
    socket,
    pipe,
    file,
    eventfd,
    eventpoll,
    signalfd,
    timerfd,
    pidfd,
    userfaultfd,
    io_uring,
    anonymous,  ///< another that the kernel has made and no file has
};

enum class EventKind {
    unknown,
    call,
    thread_started,
    thread_ended,
    process_started,
    process_ended,
    mark,
    lost,  ///< from here on the log leaves things out (event_budget.hpp)
};

/// What a descriptor was at the time of a call.
struct Descriptor {
    int number = -1;
    DescriptorKind kind = DescriptorKind::unknown;
    std::uint64_t inode = 0;   ///< of a socket: its identity, shared by its duplicates
    bool nonblocking = false;  ///< O_NONBLOCK was set
    int peer_port = 0;         ///< of a connection: the client's port
};

/// A place in the program's stack; `file` is empty where there is no line table.
struct Frame {
    std::string function;
    std::string file;
    int line = 0;
};

struct Event {
    EventKind what = EventKind::unknown;
    Call call = Call::none;   ///< for thread- and process-started: clone or fork
    std::uint64_t begin = 0;  ///< position in the order of things; for a call, when it was entered
    std::uint64_t end = 0;    ///< for a call, when it returned; 0 while it is in flight
    std::int64_t begin_ns = 0;
    std::int64_t end_ns = 0;  ///< CLOCK_MONOTONIC nanoseconds
    int tid = 0;
    int parent = 0;    ///< for thread- and process-started: who made it
    std::string name;  ///< of a mark
    std::vector<std::uint64_t> arguments;
    /// What an argument points to, where that matters (pointees.hpp): a socket option's value, a signal's
    /// action.
    std::vector<std::int64_t> values;
    std::int64_t result = 0;  ///< negative: -errno
    bool injected = false;    ///< the tracer made it fail or cut it short
    bool refused = false;     ///< the tracer refused it: it would have led out of its sight
    bool restarted = false;   ///< a signal interrupted it; the kernel or the program calls again
    /// How long a call that waits may do so: of epoll_wait and its like, poll, select, nanosleep. -1: for
    /// ever, or not known.
    std::int64_t asked_ns = -1;
    std::int64_t bytes = -1;  ///< moved by recvmmsg and sendmmsg, whose result counts messages instead
    Descriptor descriptor;    ///< the one the call is about, if any
    /// What accept or dup returned, splice's and sendfile's second descriptor, the one that epoll_ctl is
    /// given.
    Descriptor other;
    std::vector<Descriptor> waited;  ///< the descriptors of a poll or select
    std::vector<Frame> stack;        ///< innermost first; only for the first few of each kind

    [[nodiscard]] bool is_call() const { return what == EventKind::call; }
    [[nodiscard]] bool in_flight() const { return is_call() && end == 0; }
};

/// As a log has it: "thread-started", "connection".
std::string_view name_of(EventKind kind);
std::string_view name_of(DescriptorKind kind);
/// Of what the kernel calls so, "eventfd".
DescriptorKind kind_of_anonymous(std::string_view name);

[[nodiscard]] inline bool is_connection(const Descriptor& descriptor) {
    return descriptor.kind == DescriptorKind::connection;
}
[[nodiscard]] inline bool is_connection(const Descriptor* descriptor) {
    return descriptor != nullptr && is_connection(*descriptor);
}

IO_LABS_JSON(EventKind)
IO_LABS_JSON(DescriptorKind)
IO_LABS_JSON(Descriptor)
IO_LABS_JSON(Frame)
IO_LABS_JSON(Event)

}  // namespace grader
