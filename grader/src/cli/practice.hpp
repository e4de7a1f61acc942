// ./lab practice: the exercises of labs/practice/.
#pragma once

#include "cli/options.hpp"

namespace grader {

/// Grades those that are named, or else those that were begun, and then lists them all. Gives the exit
/// status; that of a grading, if there was something to grade.
int practice(const GradeOptions& options);

}  // namespace grader
