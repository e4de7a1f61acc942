// Threads that the tracer holds while their server obeys SIGTERM.
#pragma once

#include <chrono>

namespace grader {

/// From SIGTERM until the threads are let go. A server has two seconds for its end, so it may give its
/// clients up somewhat sooner, and those whose threads were held for so long are lost with right. On a busy
/// machine it takes the looks at the server that long.
class HoldAtTerm {
 public:
    /// To be asked when they have been let go.
    [[nodiscard]] bool was_too_long() const {
        constexpr std::chrono::seconds longest(1);
        return std::chrono::steady_clock::now() - begin_ > longest;
    }

 private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace grader
