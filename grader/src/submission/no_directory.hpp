// Where a directory should be, and something else is: what it is, and how to make it one.
#pragma once

#include <string>

#include "submission/tree.hpp"

namespace grader {

/// A sentence; "" of a directory that may be listed, and of files.
[[nodiscard]] std::string why_no_directory(const Entry& place);

}  // namespace grader
