// A text as lines.
#pragma once

#include <string>
#include <vector>

namespace grader {

/// Without their ends, be these LF or CRLF.
[[nodiscard]] std::vector<std::string> split_lines(const std::string& text);
/// Each ends with LF.
[[nodiscard]] std::string joined_lines(const std::vector<std::string>& lines);

}  // namespace grader
