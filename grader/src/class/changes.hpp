// Two outcomes of the same students beside each other: whose points changed, and by which check or cause.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

struct CheckChange {
    int lab = 0;
    std::string check;
    std::string before;  ///< a verdict's word; empty: the check was not there
    std::string after;
    int points = 0;  ///< how many more it earns now
};

struct StudentChange {
    std::string id;
    std::string standing_before;
    std::string standing_after;
    std::optional<int> points_before;  ///< none: there was no verdict
    std::optional<int> points_after;
    /// Those with another verdict or other points; none where one of the two has no verdict at all.
    std::vector<CheckChange> checks;
    std::vector<std::string> causes_gone;  ///< "lab4 one-client-at-a-time"
    std::vector<std::string> causes_new;

    /// A verdict that is gone is none of 0 points.
    [[nodiscard]] bool has_points() const { return points_after && points_before != points_after; }
    [[nodiscard]] bool is_lost() const { return points_before && !points_after; }
    /// Points went from one check to another, and nothing else changed.
    [[nodiscard]] bool is_only_shifted() const;
    [[nodiscard]] bool is_any() const {
        return has_points() || standing_before != standing_after || !checks.empty() || !causes_gone.empty() ||
               !causes_new.empty();
    }
};

[[nodiscard]] StudentChange change_of(const Student& student, const Outcome& before, const Outcome& after);

/// "ada: 93 -> 100 points (lab4 SilentClientBlocksNobody: fail -> pass, +7; no longer: lab4
/// waits-for-a-full-buffer)"
[[nodiscard]] std::string change_line(const StudentChange& change);

/// A line for each check that changed: student, points before and after, lab, check, verdicts, points.
[[nodiscard]] std::string changes_csv(const std::vector<StudentChange>& changes);

/// "3 of 40 students have other points; 1 more has another verdict, check or cause"
[[nodiscard]] std::string summary_of(const std::vector<StudentChange>& changes);

}  // namespace grader
