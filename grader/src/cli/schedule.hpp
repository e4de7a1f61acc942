// The time of a grading: how much each lab gets of it, and how much of that its build, so that the whole is
// bounded whatever a submission does, and there is time for the reports.
#pragma once

#include <chrono>
#include <optional>

#include "base/budget.hpp"

namespace grader {

class Schedule {
 public:
    using Clock = Budget::Clock;

    struct Wishes {
        Clock::time_point started;
        std::optional<std::chrono::seconds> within;  ///< counts from `started`, reports included
        int labs = 1;
        int repeat = 1;
        double slowdown = 1;  ///< of the machine; what is not bounded by `within` takes so much longer
    };
    explicit Schedule(const Wishes& wishes, Budget::Now now = Clock::now);

    /// A lab begins: until when it may last.
    [[nodiscard]] Clock::time_point begin_lab();
    /// How long each of its builds may take, which run beside each other.
    [[nodiscard]] std::chrono::seconds for_build() const;
    /// Whether that is less than a build may take where time does not press.
    [[nodiscard]] bool presses() const { return for_build() < longest_build_; }
    /// When the reports are written, come what may.
    [[nodiscard]] Clock::time_point latest() const { return latest_; }

 private:
    Budget::Now now_;
    Clock::duration longest_lab_;
    std::chrono::seconds longest_build_;
    Clock::time_point latest_;
    Clock::time_point lab_until_;
    std::optional<Budget> labs_;
};

}  // namespace grader
