// The report that people read in a terminal: a pure function of the result document.
#pragma once

#include <string>

#include "report/style.hpp"
#include "result/document.hpp"

namespace grader {

/// Header, stages, explanations and footer of all labs; ends with a newline. Shows the same whether the
/// document comes from memory or from JSON. No byte of the submission reaches the terminal as a control
/// character.
[[nodiscard]] std::string render_terminal(const ResultDocument& document, const TerminalStyle& style);

}  // namespace grader
