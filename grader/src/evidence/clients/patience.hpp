// How long to wait for a server. Long enough for any honest one on a busy machine, and no longer than waiting
// makes sense: a server whose threads are all asleep, or that has ended, will not answer in ten seconds
// either.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace grader {

/// Copyable.
struct Patience {
    /// Without any progress; generous, already scaled for the machine.
    std::chrono::milliseconds limit{10'000};
    /// May be empty. Asked about every 50 ms while waiting; a text says why waiting on is pointless.
    std::function<std::optional<std::string>()> hopeless;
    /// May be empty. Asked along with it: whether the machine has kept the server from running since the last
    /// time. Such time does not count.
    std::function<bool()> starved = {};
    /// May be empty. Told when a wait begins, and whenever something has come.
    std::function<void()> moved = {};
};

/// One wait, from its beginning on: when to ask `hopeless`, and when patience is at an end. One thread.
class Vigil {
 public:
    /// The patience must outlive the vigil. `hopeless` is not asked during the first `trust`, for waits on
    /// what the kernel's own timers may still bring about.
    explicit Vigil(const Patience& patience, std::chrono::milliseconds trust = {});

    /// Something has come: the limit counts from now again. A trickle can stretch a wait to twelve limits,
    /// no further. Throws OutOfTime when the thread's time is over.
    void moved();
    /// Whether to give up. To be asked in every round of a wait; after true, look once more before believing
    /// it. Throws OutOfTime when the thread's time is over before patience is.
    [[nodiscard]] bool over();
    /// After over(): why, "every thread of the server is asleep" or "nothing happened for 10 s".
    [[nodiscard]] const std::string& reason() const { return reason_; }
    /// Milliseconds to sleep at most before over() wants to be asked again, 1 to 50: a time-out for poll(2).
    [[nodiscard]] int nap() const;

 private:
    using Clock = std::chrono::steady_clock;

    const Patience& patience_;
    Clock::time_point next_question_;
    Clock::time_point deadline_;
    Clock::time_point last_deadline_;
    std::string reason_;
};

/// Asks the condition about every 2 ms until it holds; false when patience is at an end.
[[nodiscard]] bool wait_for(const Patience& patience, const std::function<bool()>& condition);

}  // namespace grader
