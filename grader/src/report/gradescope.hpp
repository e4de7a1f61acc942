// What Gradescope takes from /autograder/results/results.json (gradescope-autograders.readthedocs.io,
// "specs"). Everything in it is visible: one hidden test would hide the student's total, and standard output,
// which says the same again, is for staff.
#pragma once

#include <string>

#include "result/document.hpp"

namespace grader {

/// A test for each check, with its explanation as plain text, which Gradescope escapes and shows with its
/// line breaks. Gradescope knows passed and failed only: a check that is inconclusive or did not run has no
/// status and says so. Advisory checks are worth nothing of nothing. The score is given in total as well.
[[nodiscard]] std::string render_gradescope(const ResultDocument& document);

}  // namespace grader
