#include "evidence/trace/workers.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace grader {

namespace {

bool is_connection(const Descriptor* descriptor) {
    return descriptor != nullptr && descriptor->kind == "connection";
}

bool polls(const Event& event) {
    return event.name == "poll" || event.name == "ppoll" || event.name == "select" ||
           event.name == "pselect6";
}

}  // namespace

bool uses_connection(const Event& event) {
    return is_connection(read_from(event)) || is_connection(written_to(event));
}

const Descriptor& connection_of(const Event& event) {
    const Descriptor* in = read_from(event);
    return is_connection(in) ? *in : *written_to(event);
}

bool may_block(const Event& event) {
    return !connection_of(event).nonblocking && !has_dontwait(event);
}

bool waits_for_events(const Event& event) {
    return event.name == "epoll_wait" || event.name == "epoll_pwait" || event.name == "epoll_pwait2";
}

bool waits_for_threads(const Event& event) {
    return event.name == "futex" || event.name == "futex_wait" || event.name == "futex_waitv";
}

bool may_sleep_in(const Event& event) {
    if (waits_for_events(event) || waits_for_threads(event)) return true;
    static constexpr std::array<std::string_view, 5> wakers = {"eventfd", "signalfd", "timerfd", "pipe",
                                                               "socket"};
    const Descriptor* in = read_from(event);
    return in != nullptr && std::find(wakers.begin(), wakers.end(), in->kind) != wakers.end();
}

bool sleeps_for_a_time(const Event& event) {
    if (event.name == "nanosleep" || event.name == "clock_nanosleep") return event.asked_ns != 0;
    return polls(event) && event.asked_ns != 0;
}

bool waits_for_a_disk(const Event& event) {
    if (event.name == "msync") return event.arguments.size() > 2 && (event.arguments[2] & MS_SYNC) != 0;
    static constexpr std::array<std::string_view, 5> names = {"fsync", "fdatasync", "syncfs", "sync",
                                                              "sync_file_range"};
    return std::find(names.begin(), names.end(), event.name) != names.end();
}

std::string name_lookup(const Event& event) {
    static constexpr std::array<std::string_view, 8> names = {
        "getaddrinfo",    "getnameinfo",      "gethostbyname", "gethostbyname_r",
        "gethostbyname2", "gethostbyname2_r", "gethostbyaddr", "gethostbyaddr_r"};
    std::string outermost;
    for (const Frame& frame : event.stack) {
        // A library's symbols may come with a version, "getaddrinfo@@GLIBC_2.2.5".
        const std::string_view function =
            std::string_view(frame.function).substr(0, frame.function.find('@'));
        if (std::find(names.begin(), names.end(), function) != names.end()) outermost = function;
    }
    return outermost;
}

bool polls_in_vain(const Event& event) {
    if (event.name == "sched_yield") return true;
    return (waits_for_events(event) || polls(event)) && event.asked_ns == 0 && event.result == 0;
}

std::set<int> workers_of(const EventLog& log) {
    std::set<int> threads;
    for (const Event& event : log.events()) {
        if (uses_connection(event)) threads.insert(event.tid);
    }
    return threads;
}

}  // namespace grader
