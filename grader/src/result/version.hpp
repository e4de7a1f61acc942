// Which version of the grader this is: the one of the CMake project.
#pragma once

#include <string_view>

namespace grader {

/// "0.1.0"
[[nodiscard]] std::string_view grader_version();

}  // namespace grader
