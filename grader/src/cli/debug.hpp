// `./lab debug CHECK`: runs a check, and opens gdb on the server at the moment it fails, with the check's
// clients still there.
#pragma once

#include "cli/options.hpp"

namespace grader {

/// Returns the exit status. Throws UserError for what the user should mend, std::exception where the machine
/// refuses what is needed.
int debug(const DebugOptions& options);

}  // namespace grader
