// The only place where a worker waits for the outside. Edge-triggered: the kernel tells of each change once,
// whether or not somebody waits for it, so no wait needs a call to epoll_ctl(2). What it told is kept in the
// sources.
#include "io/reactor.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "rt/result.hpp"

namespace rt::detail {

namespace {

/// epoll_pwait2(2) waits with the precision of a timer; where it does not exist (kernels before 5.11, some
/// sandboxes) milliseconds must do, rounded up so that no timer is early.
int wait_precisely(int epoll, std::array<epoll_event, 256>& events, Duration timeout) {
    const int most = static_cast<int>(events.size());
    static sync::atomic<bool> exists{true};
    if (timeout == Duration::max()) return ::epoll_wait(epoll, events.data(), most, -1);
    if (timeout <= Duration::zero()) return ::epoll_wait(epoll, events.data(), most, 0);
    if (exists.load(std::memory_order_relaxed)) {
        timespec time{};
        time.tv_sec = timeout.count() / 1'000'000'000;
        time.tv_nsec = timeout.count() % 1'000'000'000;
        const int count = ::epoll_pwait2(epoll, events.data(), most, &time, nullptr);
        if (count >= 0 || errno != ENOSYS) return count;
        exists.store(false, std::memory_order_relaxed);
    }
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
    return ::epoll_wait(epoll, events.data(), most,
                        static_cast<int>(std::min<std::int64_t>(milliseconds, 3'600'000)));
}

}  // namespace

Reactor::Reactor() : epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    interruption_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;  // edge-triggered: it needs no reading to fall silent
    if (interruption_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, interruption_, &event) != 0) {
        const int error = errno;
        ::close(epoll_);
        if (interruption_ >= 0) ::close(interruption_);
        throw std::system_error(error, std::generic_category(), "eventfd");
    }
}

Reactor::~Reactor() {
    retired_.free_all();
    ::close(interruption_);
    ::close(epoll_);
}

// By whoever makes a socket, beside the poller's wait: epoll allows that. Both directions at once, and for
// good: close(2) takes the descriptor out.
void Reactor::add(Source& source) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &source;
    additions_.fetch_add(1, std::memory_order_release);  // partner: wait()
    check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, source.descriptor(), &event), "epoll_ctl(EPOLL_CTL_ADD)");
}

std::size_t Reactor::wait(Duration timeout) {
    retired_.free_all();
    const int count = wait_precisely(epoll_, events_, timeout);
    if (count < 0 && errno != EINTR) check(count, "epoll_wait");
    // Whoever got an event of a source sees the source as it was added. The kernel's lock sees to that; but
    // ThreadSanitizer knows nothing of epoll_pwait2(2), and the standard nothing of either.
    static_cast<void>(additions_.load(std::memory_order_acquire));  // partner: add()
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void Reactor::dispatch(std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
        const epoll_event& event = events_[index];
        if (event.data.ptr != nullptr) static_cast<Source*>(event.data.ptr)->note(event.events);
    }
}

void Reactor::interrupt() {
    const std::uint64_t one = 1;
    // Full means interrupted already.
    [[maybe_unused]] const ssize_t written = ::write(interruption_, &one, sizeof one);
}

}  // namespace rt::detail
