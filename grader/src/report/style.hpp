// How a terminal report looks, and what the terminal at hand can show.
#pragma once

#include <string>
#include <string_view>

namespace grader {

struct TerminalStyle {
    bool colour = false;
    int width = 100;       ///< columns
    bool verbose = false;  ///< explain every failure in full, however many there are
};

/// Colour on a terminal, unless NO_COLOR is set and not empty (no-color.org) or TERM is "dumb". The width is
/// the terminal's, else COLUMNS, else 100; never under 60 or over 140.
[[nodiscard]] TerminalStyle detect_style(int fd);

/// What a piece of text is, which decides how it is painted.
enum class Ink { plain, strong, quiet, good, bad, open };

/// `text` in its colour: unchanged without `colour`. The text must be printable (see text.hpp).
[[nodiscard]] std::string painted(std::string_view text, Ink ink, bool colour);

}  // namespace grader
