// What is wrong and what it means: the causes that are known, in the order in which to mend them, then what
// failed without a known cause, then what could not be decided.
#pragma once

#include "report/page.hpp"
#include "result/document.hpp"

namespace grader {

/// Short: the first cause with what decides, the others in a few lines each, and of the checks without a
/// cause the first few. `verbose`: everything, each check that failed with its steps and its evidence, too.
void explain_lab(Page& page, const LabResult& lab, bool verbose);

/// Whether `verbose` has more to say of it.
[[nodiscard]] bool is_shortened(const LabResult& lab);

/// Explains one cause of the lab's, in full. `number` counts from 1.
void explain_cause(Page& page, const LabResult& lab, std::size_t number);

/// Explains one check that failed or could not be decided, in full.
void explain_check(Page& page, const LabResult& lab, const CheckResult& check);

/// How a check came to its failure, and no more: the steps, what was expected, what was seen, the student's
/// line.
void tell_story(Page& page, const CheckResult& check);

}  // namespace grader
