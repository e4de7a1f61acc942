// Ctrl-C, a terminal that closes, and whoever ends us politely: one descriptor that becomes readable.
#pragma once

#include "base/unique_fd.hpp"

namespace grader {

class StopSignals {
 public:
    /// Takes SIGINT, SIGTERM and SIGHUP from here on, those that were not ignored before. While there is one
    /// thread.
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// The signal that came, or 0. It is taken.
    [[nodiscard]] int taken();
    /// Ends this process by the signal, as if nobody had taken it.
    [[noreturn]] static void end_by(int signal);

 private:
    UniqueFd fd_;
};

}  // namespace grader
