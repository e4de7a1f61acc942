// Waiting for time to pass, and letting others run.
#pragma once

#include "rt/clock.hpp"
#include "rt/detail/timers.hpp"
#include "rt/result.hpp"

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

}  // namespace rt
