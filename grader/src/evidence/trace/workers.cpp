#include "evidence/trace/workers.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "base/calls.hpp"

namespace grader {

namespace {

bool waits(const Event& event, Waits what) {
    return about(event.call).waits == what;
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
    return waits(event, Waits::for_events);
}

bool waits_for_descriptors(const Event& event) {
    return waits(event, Waits::for_descriptors);
}

bool waits_for_threads(const Event& event) {
    return waits(event, Waits::for_threads);
}

bool may_sleep_in(const Event& event) {
    if (waits_for_events(event) || waits_for_threads(event)) return true;
    static constexpr std::array wakers = {DescriptorKind::eventfd, DescriptorKind::signalfd,
                                          DescriptorKind::timerfd, DescriptorKind::pipe,
                                          DescriptorKind::socket};
    const Descriptor* in = read_from(event);
    return in != nullptr && std::find(wakers.begin(), wakers.end(), in->kind) != wakers.end();
}

bool sleeps_for_a_time(const Event& event) {
    return (waits(event, Waits::for_a_time) || waits_for_descriptors(event)) && event.asked_ns != 0;
}

bool waits_for_a_disk(const Event& event) {
    if (event.call == Call::msync) return event.arguments.size() > 2 && (event.arguments[2] & MS_SYNC) != 0;
    return waits(event, Waits::for_a_disk);
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
    if (event.call == Call::sched_yield) return true;
    return (waits_for_events(event) || waits_for_descriptors(event)) && event.asked_ns == 0 &&
           event.result == 0;
}

std::set<int> workers_of(const EventLog& log) {
    std::set<int> threads;
    for (const Event& event : log.events()) {
        if (uses_connection(event)) threads.insert(event.tid);
    }
    return threads;
}

}  // namespace grader
