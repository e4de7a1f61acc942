// How a lab's time is given out to its checks, and what is said of those that got none, or too little.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/budget.hpp"
#include "base/time_limit.hpp"
#include "result/document.hpp"

namespace grader {

/// Main thread only.
class Shares {
 public:
    struct Time {
        std::chrono::steady_clock::time_point until = TimeLimit::none;
        double slowdown = 1;  ///< of this machine
    };

    /// For the checks of `lab`, each so many times. A check whose weight is 2 is given twice as much as one
    /// with 1, which those have that are not named.
    Shares(const LabResult& lab, std::map<std::string, double> weights, int repeat, const Time& time);

    /// The check's turn: from now on the calling thread has its share of time, until end(). One that is not
    /// worth beginning is none.
    void begin(const CheckResult& check);
    void end();
    /// Whether the check whose turn it is, or was last, had a share.
    [[nodiscard]] bool began() const { return began_; }

    /// Half of the time: for what is set up beside the checks.
    [[nodiscard]] std::chrono::steady_clock::time_point half() const { return half_; }
    /// Why that check was not run, or not to its end.
    [[nodiscard]] std::string why(const CheckResult& check) const;
    /// The same of the whole lab, for its report's first lines; empty if every check had time enough.
    [[nodiscard]] std::string summary() const;

 private:
    [[nodiscard]] double weight_of(const CheckResult& check) const;
    /// "the 200 s"
    [[nodiscard]] std::string the_time() const;

    const LabResult& lab_;
    std::map<std::string, double> weights_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point half_;
    std::optional<Budget> budget_;  // none: there is no limit
    std::optional<TimeLimit> limit_;
    std::chrono::steady_clock::time_point check_start_;
    bool began_ = false;
};

}  // namespace grader
