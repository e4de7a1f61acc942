// One stretch of time for several parts that come one after another, and the rule by which each gets its
// share. A whole grading is shared out to its labs so, and a lab's time to its checks.
#pragma once

#include <chrono>
#include <functional>

namespace grader {

class Budget {
 public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;

    /// Until `end`, for parts whose weights come to `weight`. `set_aside` is kept for each part of weight 1
    /// until its turn comes, but no more than half of the time for all of them together. `now` is the clock;
    /// tests have their own.
    Budget(Clock::time_point end, double weight, std::chrono::milliseconds set_aside, Now now = Clock::now);

    /// A part begins: until when it may last. It gets what is set aside for it, and of what is set aside for
    /// nobody a third, or its part by weight where that is more. So who comes early may take long, who comes
    /// late is never left without, and all together never take longer than until `end`, if each keeps to it.
    [[nodiscard]] Clock::time_point begin(double weight = 1);

    [[nodiscard]] Clock::time_point end() const { return end_; }
    [[nodiscard]] Clock::duration left() const;

 private:
    const Clock::time_point end_;
    Clock::duration set_aside_;
    double weight_;  // of the parts that have not begun
    Now now_;
};

}  // namespace grader
