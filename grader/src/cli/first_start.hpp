// A server that does not even start is told so once, not by every check.
#pragma once

#include "checks/subject.hpp"
#include "cli/labs.hpp"
#include "result/document.hpp"

namespace grader {

/// Starts the subject's server once. If it does not get ready, `result` says so, and why.
bool starts(const Lab& lab, const Subject& subject, LabResult& result);

}  // namespace grader
