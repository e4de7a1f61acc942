// Signals as events: signalfd(2). A signal that is waited for this way is blocked in every thread, from
// before the first worker starts, so that it neither ends the program nor interrupts a call. It stays blocked
// when the runtime has gone.
#pragma once

#include <map>
#include <vector>

#include "rt/io.hpp"

namespace rt {
namespace detail {

class SignalSource {
 public:
    SignalSource(const std::vector<int>& signals, RuntimeCore& runtime);

    /// Throws std::logic_error for a signal that was not named in Options::signals.
    [[nodiscard]] Source& source_of(int signal) const;

 private:
    std::map<int, Socket> sockets_;
};

class SignalAwaiter final : public IoAwaiter {
 public:
    explicit SignalAwaiter(int signal);
    [[nodiscard]] const char* what() const override { return "a signal"; }
    void await_resume() const { throw_if_failed(); }

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
