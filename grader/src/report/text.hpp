// Text on a terminal: made harmless, measured in columns, broken into lines. Everything a submission said
// passes through printable() before it is shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// The lines of `text`, safe to print: tabs become spaces up to the next multiple of four columns, other
/// control characters \x1b, those beyond ASCII and the ones that reverse or hide text \u202e, bytes that are
/// not UTF-8 \xff.
[[nodiscard]] std::vector<std::string> printable_lines(std::string_view text);

/// The same as one line: line breaks become \x0a.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that printable text takes: none for combining marks, two for East Asian wide characters and emoji.
[[nodiscard]] std::size_t columns(std::string_view text);

/// Breaks one printable line between words so that none takes more than `width` columns; a word longer than
/// that is broken where it must be. At least one line, possibly empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view line, std::size_t width);

/// Breaks one printable line so that none takes more than `width` columns, and keeps every character: for
/// evidence, in which spaces mean something. Breaks after a space, comma or bar if there is one in the last
/// third.
[[nodiscard]] std::vector<std::string> chopped(std::string_view line, std::size_t width);

/// At most `width` columns of one printable line, with … for what is missing.
[[nodiscard]] std::string cut(std::string_view line, std::size_t width);

}  // namespace grader
