// Times at which something is to be done: a map, and a timerfd that is readable when the first of them has come.
#pragma once

#include <sys/timerfd.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

class Alarms {
 public:
    using Time = std::chrono::steady_clock::time_point;

    Alarms() = default;
    Alarms(const Alarms&) = delete;
    ~Alarms() { ::close(fd_); }

    [[nodiscard]] int fd() const { return fd_; }
    /// Any thread.
    void add(std::chrono::milliseconds from_now, std::function<void()> function) {
        const std::lock_guard lock(mutex_);
        const Time time = std::chrono::steady_clock::now() + from_now;
        const auto added = functions_.emplace(time, std::move(function));
        if (added == functions_.begin()) arm();
    }
    /// By whoever was told that the descriptor is readable.
    void run_due() {
        std::unique_lock lock(mutex_);
        while (!functions_.empty() && functions_.begin()->first <= std::chrono::steady_clock::now()) {
            const auto due = functions_.extract(functions_.begin());
            lock.unlock();
            due.mapped()();
            lock.lock();
        }
        arm();
    }

 private:
    void arm() const {  // with the mutex held
        itimerspec at{};
        if (!functions_.empty()) {
            const auto time = functions_.begin()->first.time_since_epoch();
            const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
            at.it_value.tv_sec = ns / 1'000'000'000;
            at.it_value.tv_nsec = ns % 1'000'000'000;
        }
        timerfd_settime(fd_, TFD_TIMER_ABSTIME, &at, nullptr);  // this also makes it unreadable again
    }

    const int fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    std::mutex mutex_;
    std::multimap<Time, std::function<void()>> functions_;
};
