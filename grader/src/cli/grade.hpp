#pragma once

#include "cli/options.hpp"

namespace grader {

/// Grades a submission and prints the report. Returns the exit status. Throws UserError for what the user
/// should mend, std::system_error where the machine refuses what grading needs.
int grade(const GradeOptions& options);

}  // namespace grader
