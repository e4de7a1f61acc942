// Provided, practice 4: who waits for the world. Leaves say here what they wait for, and whom to wake; your
// scheduler comes here when nobody has anything to do. One thread.
//
// A wake may come once too often: for a task that is awake already, that waits for something else by now, or
// that has ended. This one does so hardly ever, others often (a timer that nobody took back). With --seed N
// it does it all the time, and in an order of the seed's.
#pragma once

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace practice {

using Clock = std::chrono::steady_clock;
using Wake = std::function<void()>;

class Reactor {
 public:
    explicit Reactor(std::uint64_t seed = 0, bool tells_steps = false)
        : seed_(seed), tells_steps_(tells_steps), random_(seed), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    }
    ~Reactor() { ::close(epoll_); }
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    // By your scheduler.

    /// Sleeps until something has happened that somebody waits for, and wakes who does.
    void wait() { wake_all(take_events(time_to_earliest())); }
    /// Wakes those for whom something has happened by now. Does not sleep.
    void look() { wake_all(take_events(0)); }

    // By the leaves.

    /// When the descriptor is ready for these events (epoll_ctl(2)), once. One wait at a time for each.
    void when(int descriptor, std::uint32_t events, Wake wake) {
        tell("somebody waits for descriptor", descriptor);
        epoll_event event{};
        event.events = events | EPOLLONESHOT;
        event.data.fd = descriptor;
        waiting_.insert_or_assign(descriptor, std::move(wake));
        const bool is_new = registered_.insert(descriptor).second;
        const int change = is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
        if (::epoll_ctl(epoll_, change, descriptor, &event) != 0)
            throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
    void at(Clock::time_point time, Wake wake) { timers_.emplace(time, std::move(wake)); }
    /// Before a descriptor is closed.
    void forget(int descriptor) {
        waiting_.erase(descriptor);
        registered_.erase(descriptor);
    }
    /// Nobody will be woken any more.
    void forget_all() {
        // What they hold may come back here.
        const auto waiting = std::exchange(waiting_, {});
        const auto timers = std::exchange(timers_, {});
        const auto old = std::exchange(old_, {});
    }

 private:
    void tell(const char* what, int which) const {
        if (tells_steps_) std::fprintf(stderr, "reactor: %s %d\n", what, which);
    }

    /// In milliseconds, as epoll_wait takes it; -1: for ever.
    [[nodiscard]] int time_to_earliest() const {
        if (timers_.empty()) return -1;
        const auto time = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now());
        return static_cast<int>(std::clamp<std::int64_t>(time.count(), 0, 3'600'000));
    }

    std::vector<Wake> take_events(int timeout) {
        if (timeout != 0) tell("sleeps; timers:", static_cast<int>(timers_.size()));
        std::vector<Wake> wakes;
        std::array<epoll_event, 64> events;
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
        for (int index = 0; index < count; ++index) {
            const auto found = waiting_.find(events[static_cast<std::size_t>(index)].data.fd);
            if (found == waiting_.end()) continue;
            tell("something has happened at descriptor", found->first);
            wakes.push_back(std::move(found->second));
            waiting_.erase(found);
        }
        const Clock::time_point now = Clock::now();
        while (!timers_.empty() && timers_.begin()->first <= now) {
            tell("time is over; timers left:", static_cast<int>(timers_.size()) - 1);
            wakes.push_back(std::move(timers_.begin()->second));
            timers_.erase(timers_.begin());
        }
        return wakes;
    }

    void wake_all(std::vector<Wake> wakes) {
        if (seed_ != 0) wakes = with_too_many(std::move(wakes));
        for (const Wake& wake : wakes) wake();
    }

    /// Each of them perhaps twice, and old ones once more, in any order.
    std::vector<Wake> with_too_many(std::vector<Wake> wakes) {
        constexpr std::size_t most_old = 32;
        const std::size_t count = wakes.size();
        for (std::size_t index = 0; index < count; ++index) {
            if (random_() % 2 == 0) wakes.push_back(wakes[index]);
            if (old_.size() < most_old)
                old_.push_back(wakes[index]);
            else
                old_[random_() % most_old] = wakes[index];
        }
        for (const Wake& wake : old_) {
            if (count > 0 && random_() % 4 == 0) wakes.push_back(wake);
        }
        std::shuffle(wakes.begin(), wakes.end(), random_);
        return wakes;
    }

    const std::uint64_t seed_;
    const bool tells_steps_;
    std::mt19937_64 random_;
    int epoll_;
    std::map<int, Wake> waiting_;  // by descriptor
    std::set<int> registered_;     // descriptors that epoll knows
    std::multimap<Clock::time_point, Wake> timers_;
    std::vector<Wake> old_;  // some that have been used
};

}  // namespace practice
