// C++ for a program that knows an older C++, and may be given anything: every line is where it was, and what
// is in it can't mislead the reader about what follows.
#pragma once

#include <string>
#include <string_view>

namespace grader {

/// Without comments and what raw strings hold, which may look like the beginning of a string or a comment to
/// who does not know them; a byte that is neither printable ASCII nor a line's end is a blank.
[[nodiscard]] std::string plain_code(std::string_view code);

/// What stands between ```cpp and ``` in Markdown.
[[nodiscard]] std::string code_in_markdown(std::string_view text);

}  // namespace grader
