// Waiting for time to pass, and letting others run.
#pragma once

#include <coroutine>
#include <cstddef>
#include <source_location>

#include "rt/clock.hpp"
#include "rt/detail/task_core.hpp"
#include "rt/result.hpp"

namespace rt {

/// The time on the clock of the calling task's runtime.
Instant now();

namespace detail {

class Timers;

class SleepAwaiter final : public Leaf {
 public:
    explicit SleepAwaiter(Instant deadline) : deadline_(deadline) {}
    ~SleepAwaiter();
    /// Only what has not been asked yet is moved.
    SleepAwaiter(SleepAwaiter&& fresh) noexcept : deadline_(fresh.deadline_) {}
    bool poll() override;
    [[nodiscard]] const char* what() const override { return "time"; }

 private:
    friend class Timers;
    static constexpr std::size_t nowhere = ~std::size_t{0};
    const Instant deadline_;
    Timers* timers_ = nullptr;  // where it was added
    TaskCore* task_ = nullptr;
    std::size_t index_ = nowhere;
};

class YieldAwaiter {
 public:
    static bool await_ready() { return false; }
    template <class Promise>
    static void await_suspend(std::coroutine_handle<Promise> awaiting,
                              std::source_location place = std::source_location::current()) {
        note_place(awaiting, place);
        yield_to(awaiting);
    }
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
