// The last part of a report, which is what a terminal still shows: score, sandbox, and what to do next.
#pragma once

#include "report/page.hpp"
#include "result/document.hpp"

namespace grader {

/// `verbose`: each layer of the sandbox by its name, else those that did not hold.
void show_footer(Page& page, const ResultDocument& document, bool verbose);

}  // namespace grader
