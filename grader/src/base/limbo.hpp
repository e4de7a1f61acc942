// For a debugger: an exception on its way out of a check ends the clients and the servers that it passes, and
// they are what is to be looked at. While it is open, limbo takes them instead, as they are: the connections
// and the processes. Who catches the exception and goes on does so without them: they end when something new
// is made.
#pragma once

#include <memory>
#include <optional>

#include "base/unique_fd.hpp"

namespace grader {

/// A program that stands still and that nobody traces, by the numbers that our own tools know.
struct HandedOver {
    int process = 0;
    int thread = 0;  ///< the one that a signal would have ended; 0 if none would
    /// Its calls were traced: without the tracer they fail with ENOSYS, if it goes on.
    bool calls_fail = false;
};

/// Each thread has its own; all are closed at first.
class Limbo {
 public:
    static void open();
    /// Whether what is destroyed now is to go there: it is open, and an exception is the reason.
    [[nodiscard]] static bool takes();

    static void take(UniqueFd connection);
    static void take(std::shared_ptr<void> program, const HandedOver& as);
    /// Of the programs the one that was in the innermost scope.
    [[nodiscard]] static std::optional<HandedOver> program();
    /// Ends all that the calling thread's has, connections first.
    static void empty();
};

/// A descriptor that goes to limbo.
class MortalFd : public UniqueFd {
 public:
    using UniqueFd::UniqueFd;
    MortalFd() = default;
    MortalFd(MortalFd&&) = default;
    MortalFd& operator=(MortalFd&&) = default;
    ~MortalFd() {
        if (*this && Limbo::takes()) Limbo::take(UniqueFd(release()));
    }
};

}  // namespace grader
