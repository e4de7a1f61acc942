// ./lab hint CAUSE: the next level of the hints about a cause.
#pragma once

#include "cli/options.hpp"

namespace grader {

/// Prints what is told of a cause of the last result, or of one that labs/causes.toml knows. Exit status 0.
/// Throws UserError with the nearest names if neither has it.
int hint(const HintOptions& options);

}  // namespace grader
