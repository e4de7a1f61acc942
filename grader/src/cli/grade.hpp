#pragma once

#include "cli/options.hpp"
#include "result/document.hpp"

namespace grader {

/// Grades a submission, prints the report, and keeps what `./lab hint` is asked of. Throws UserError for what
/// the user should mend, std::system_error where the machine refuses what grading needs.
ResultDocument graded(const GradeOptions& options);

/// The same, for its exit status.
int grade(const GradeOptions& options);

}  // namespace grader
