// Some of what compilers and linkers say is about which files were handed in and not about what is in them:
// two programs, a copy, a header under another name, a source that was left out. Here it is said so.
#pragma once

#include <vector>

#include "result/document.hpp"
#include "submission/submission.hpp"

namespace grader {

/// The diagnostics, in words for who handed in these files.
[[nodiscard]] std::vector<Diagnostic> said_of_files(std::vector<Diagnostic> diagnostics,
                                                    const LabSources& lab);

}  // namespace grader
