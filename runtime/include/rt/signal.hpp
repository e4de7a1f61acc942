// signal(): a signal as something that a task waits for.
#pragma once

#include "rt/io.hpp"

namespace rt {
namespace detail {

class SignalAwaiter final : public IoAwaiter {
 public:
    explicit SignalAwaiter(int signal);
    [[nodiscard]] const char* what() const override { return "a signal"; }

 private:
    Attempt attempt() override;
};

}  // namespace detail

/// `co_await rt::signal(SIGTERM)`: waits until the signal comes. It must be one of Options::signals, and one
/// task at a time waits for it.
[[nodiscard("write co_await")]] inline detail::SignalAwaiter signal(int number) {
    return detail::SignalAwaiter(number);
}

}  // namespace rt
