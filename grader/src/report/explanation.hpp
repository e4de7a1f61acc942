// What went wrong and what it means: one block for each check that failed or could not be decided.
#pragma once

#include <cstddef>

#include "report/page.hpp"
#include "result/document.hpp"

namespace grader {

/// Up to here every check is explained in full.
constexpr std::size_t max_full_explanations = 5;

/// Explains every check of the lab that needs it, in the rubric's order. When there are many, the first few
/// in full and the others briefly, so that a stub's report reads as a to-do list; `verbose` explains all in
/// full.
void explain_checks(Page& page, const LabResult& lab, bool verbose);

/// Explains one check that failed or could not be decided, in full.
void explain_check(Page& page, const LabResult& lab, const CheckResult& check);

/// How a check came to its failure, and no more: the steps, what was expected, what was seen, the student's
/// line.
void tell_story(Page& page, const CheckResult& check);

}  // namespace grader
