// signal(): a signal as something that a task waits for: signalfd(2). It is blocked in every thread, from
// before the first worker starts, so that it neither ends the program nor interrupts a call. It stays blocked
// when the runtime has gone.
#pragma once

#include <vector>

#include "rt/detail/io.hpp"

namespace rt {
namespace detail {

class SignalAwaiter final : public IoAwaiter {
 public:
    explicit SignalAwaiter(int signal);
    [[nodiscard]] const char* what() const override { return "a signal"; }

 private:
    Attempt attempt() override;
};

/// By a new runtime: blocks the signals in this thread, and so in those that it starts. A descriptor for
/// each.
std::vector<Socket> open_signals(const std::vector<int>& signals, RuntimeCore& runtime);

}  // namespace detail

/// `co_await rt::signal(SIGTERM)`: waits until the signal comes. It must be one of Options::signals, and one
/// task at a time waits for it.
[[nodiscard("write co_await")]] inline detail::SignalAwaiter signal(int number) {
    return detail::SignalAwaiter(number);
}

}  // namespace rt
