// What a gradebook is to be told of each student: the points of one lab, or why there are none to be told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "class/records.hpp"
#include "report/hints.hpp"

namespace grader {

struct Mark {
    const Student* student = nullptr;
    /// None: the cell stays as it is. What the machine left open is no zero, and no submission is none
    /// either: the platform has its own rule for that.
    std::optional<int> points;
    int maximum = 0;
    bool submitted = false;
    std::string why_none;  ///< "inconclusive: 92 of 100, 8 open"; empty if there are points
    std::string feedback;  ///< lines of text; empty if there are no points
};

struct MarkOptions {
    int lab = 0;                  ///< 0: the only one that there is
    bool with_open = false;       ///< points that are open count as lost
    Hints hints = default_hints;  ///< how much the feedback tells
};

/// The number of the lab that is meant. Throws UserError if the class has several, or not this one.
[[nodiscard]] int lab_for_marks(const Class& asked, const std::vector<Outcome>& outcomes, int lab);

/// One for each student, in their order; refers to the class.
[[nodiscard]] std::vector<Mark> marks_of(const Class& asked, const std::vector<Outcome>& outcomes,
                                         const MarkOptions& options);

}  // namespace grader
