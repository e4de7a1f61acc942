// A timeline as a picture in an HTML page: time runs down, a lane is a column, and each thing that happens
// has a row with its words. It needs no script. Its colours and fonts are the page's (html_style.cpp).
#pragma once

#include <string>

#include "report/html_writer.hpp"
#include "result/timeline.hpp"

namespace grader {

/// An <svg> element as wide as it must be for its texts to be readable; empty for a timeline in which nothing
/// happens. What has no room is left out, and a row says so.
[[nodiscard]] std::string svg_of(const Timeline& timeline);

/// The same with its title, in a box in which it scrolls where the page is narrower, and with the text
/// version (timeline_text.hpp) folded below it.
void write_timeline(HtmlWriter& html, const Timeline& timeline);

}  // namespace grader
