// Text that may be anything, as text of GitHub-flavoured Markdown (https://github.github.com/gfm/): nothing
// in it becomes markup, a link, a mention or the end of a table's cell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// On one line, printable (see text.hpp). What GitHub would make a link or an emoji (@name, #123, GH-123,
/// https://, www., :name:) is parted by a zero-width space.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// The same for the inside of an HTML element, where backslashes escape nothing: all by character references.
[[nodiscard]] std::string markdown_html_text(std::string_view text);

/// Its lines with hard breaks between them.
[[nodiscard]] std::string markdown_lines(std::string_view text);

/// Lines as they are, in a fence longer than any run of backticks in them; ends with a newline.
[[nodiscard]] std::string markdown_fence(const std::vector<std::string>& lines);

}  // namespace grader
