// ./lab watch: grades on each save, what failed last first, until a cause is found.
#pragma once

#include "cli/options.hpp"

namespace grader {

/// Until somebody leaves it: `q`, Ctrl-C, SIGTERM. Returns the exit status of the last grading, 130 after
/// Ctrl-C; 3 if none came to an end. Throws UserError for what the user should mend.
int watch(const WatchOptions& options);

}  // namespace grader
