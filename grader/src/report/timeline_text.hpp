// A timeline for a terminal, for Markdown, and for who does not see the picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "result/timeline.hpp"

namespace grader {

/// Printable lines (see text.hpp) of at most `width` columns, 40 or more; 20 of them at most. A row each:
/// when, whose lane, what; `>` before those that decide. None for a timeline in which nothing happens.
[[nodiscard]] std::vector<std::string> text_of(const Timeline& timeline, std::size_t width = 80);

}  // namespace grader
