#pragma once

#include "cli/options.hpp"

namespace grader {

/// Writes a report of a result document that was written before. Returns the exit status, 0: the report was
/// written, whatever it says. Throws UserError for what the user should mend, std::system_error if standard
/// output can't be written.
int report(const ReportOptions& options);

}  // namespace grader
