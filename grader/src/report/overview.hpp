// The first part of a lab's report: what was graded, and one line for each check, or why no check could run.
#pragma once

#include "report/page.hpp"
#include "result/document.hpp"

namespace grader {

/// What stands before everything else: the document's notices, if there are any.
void show_notices(Page& page, const ResultDocument& document);

void show_header(Page& page, const ResultDocument& document, const LabResult& lab);

/// Each stage with its points and the checks that did not pass, each with the number of its cause; many of
/// one cause stand together. With `verbose` every check, and how long it took.
void show_stages(Page& page, const LabResult& lab, bool verbose);

/// The compiler's messages: why a lab was not built, or (never graded) warnings, of which only the first
/// without `verbose`.
void show_diagnostics(Page& page, const LabResult& lab, bool verbose);

/// Why the server did not start and what it said.
void show_not_started(Page& page, const LabResult& lab);

}  // namespace grader
