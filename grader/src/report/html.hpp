// The report as one HTML page: what a student opens in a browser and a teaching assistant prints.
#pragma once

#include <string>

#include "result/document.hpp"

namespace grader {

/// A whole page (HTML living standard, https://html.spec.whatwg.org) that loads nothing and runs nothing, and
/// forbids both to the browser. Explains every cause, every failed and every open check in full, in the order
/// of the terminal report. `repository`: where the repository's files can be read, "https://…/"; without one
/// the page links to nothing outside of it.
[[nodiscard]] std::string render_html(const ResultDocument& document, const std::string& repository = "");

}  // namespace grader
