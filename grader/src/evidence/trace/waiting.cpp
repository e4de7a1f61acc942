#include "evidence/trace/waiting.hpp"

#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/memory.hpp"

namespace grader {

namespace {

std::vector<int> polled(pid_t tid, const Event& call) {
    constexpr std::uint64_t most = 256;
    std::vector<pollfd> entries(std::min(call.arguments[1], most));
    if (entries.empty() ||
        !read_memory(tid, call.arguments[0], entries.data(), entries.size() * sizeof(pollfd)))
        return {};
    std::vector<int> numbers;
    for (const pollfd& entry : entries) {
        if (entry.fd >= 0) numbers.push_back(entry.fd);
    }
    return numbers;
}

std::vector<int> selected(pid_t tid, const Event& call) {
    const auto highest = static_cast<int>(std::min<std::uint64_t>(call.arguments[0], FD_SETSIZE));
    std::vector<bool> wanted(FD_SETSIZE);
    for (const std::size_t index : {1U, 2U, 3U}) {
        fd_set set;
        FD_ZERO(&set);
        // The kernel reads only as many bytes as the highest descriptor needs; so may we.
        const std::size_t bytes = std::min<std::size_t>((call.arguments[0] + 63) / 64 * 8, sizeof set);
        if (call.arguments[index] == 0 || !read_memory(tid, call.arguments[index], &set, bytes)) continue;
        for (int fd = 0; fd < highest; ++fd) {
            if (FD_ISSET(fd, &set)) wanted[static_cast<std::size_t>(fd)] = true;
        }
    }
    std::vector<int> numbers;
    for (int fd = 0; fd < highest; ++fd) {
        if (wanted[static_cast<std::size_t>(fd)]) numbers.push_back(fd);
    }
    return numbers;
}

std::int64_t from_milliseconds(std::uint64_t argument) {
    const auto milliseconds = static_cast<int>(argument);
    return milliseconds < 0 ? -1 : milliseconds * std::int64_t{1'000'000};
}

std::int64_t from_timespec(pid_t tid, std::uint64_t address) {
    timespec time{};
    if (address == 0 || !read_memory(tid, address, &time, sizeof time)) return -1;
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

std::int64_t from_timeval(pid_t tid, std::uint64_t address) {
    timeval time{};
    if (address == 0 || !read_memory(tid, address, &time, sizeof time)) return -1;
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_usec * std::int64_t{1'000};
}

}  // namespace

std::optional<std::int64_t> receive_timeout_set(pid_t tid, const Event& call) {
    if (call.call != Call::setsockopt || call.arguments[1] != SOL_SOCKET || call.arguments[2] != SO_RCVTIMEO)
        return std::nullopt;
    return from_timeval(tid, call.arguments[3]);
}

std::int64_t asked_wait(pid_t tid, const Event& call) {
    const auto& time = about(call.call).time;
    const auto argument = static_cast<std::size_t>(time.argument);
    switch (time.kind) {
        case Time::none:
            return -1;
        case Time::milliseconds:
            return from_milliseconds(call.arguments[argument]);
        case Time::timespec:
            return from_timespec(tid, call.arguments[argument]);
        case Time::timespec_after_flags:
            return call.arguments[argument - 1] == 0 ? from_timespec(tid, call.arguments[argument]) : -1;
        case Time::timeval:
            return from_timeval(tid, call.arguments[argument]);
    }
    return -1;
}

std::vector<Descriptor> waited_descriptors(pid_t tid, const Event& call, Descriptors& descriptors) {
    if (about(call.call).waits != Waits::for_descriptors) return {};
    const bool is_poll = call.call == Call::poll || call.call == Call::ppoll;
    const std::vector<int> numbers = is_poll ? polled(tid, call) : selected(tid, call);
    std::vector<Descriptor> waited;
    waited.reserve(numbers.size());
    for (const int number : numbers) waited.push_back(descriptors.describe(tid, number));
    return waited;
}

}  // namespace grader
