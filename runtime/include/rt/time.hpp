// Waiting for time to pass, and letting others run.
#pragma once

#include "rt/clock.hpp"
#include "rt/result.hpp"
#include "rt/timers.hpp"

namespace rt {

/// The time on the clock of the calling task's runtime.
Instant now();

namespace detail {

class SleepAwaiter final : public Leaf {
 public:
    explicit SleepAwaiter(Instant deadline) : deadline_(deadline) {}
    bool poll() override;
    [[nodiscard]] const char* what() const override { return "time"; }

 private:
    Instant deadline_;
    TimerEntry entry_;
};

class YieldAwaiter {
 public:
    static bool await_ready() { return false; }
    static void await_suspend(std::coroutine_handle<> awaiting) { yield_to(awaiting); }
    static void await_resume() {}
};

}  // namespace detail

/// Waits until that time. Throws Cancelled. Late by some microseconds, never early.
[[nodiscard("write co_await: nobody sleeps before that")]] inline detail::SleepAwaiter sleep_until(
    Instant deadline) {
    return detail::SleepAwaiter(deadline);
}

/// Waits for that long; other tasks run meanwhile. (std::this_thread::sleep_for would stop them all.)
[[nodiscard("write co_await: nobody sleeps before that")]] inline detail::SleepAwaiter sleep(Duration time) {
    return detail::SleepAwaiter(now() + time);
}

/// Goes to the end of the queue: all others that are ready run first.
[[nodiscard("write co_await")]] inline detail::YieldAwaiter yield_now() {
    return {};
}

/// Ticks at a fixed rate, whatever the work between two ticks takes; ticks that were missed are skipped.
class Interval {
 public:
    explicit Interval(Duration period) : period_(period), next_(now() + period) {}
    [[nodiscard("write co_await")]] detail::SleepAwaiter tick() {
        const Instant time = now();
        if (next_ + period_ < time) next_ += (time - next_) / period_ * period_;
        const Instant due = next_;
        next_ += period_;
        return detail::SleepAwaiter(due);
    }

 private:
    Duration period_;
    Instant next_;
};

}  // namespace rt
