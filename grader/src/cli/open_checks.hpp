// Checks that have no verdict when a grading ends, and what is said of them.
#pragma once

#include <cstddef>
#include <string>

#include "result/document.hpp"

namespace grader {

/// How many checks have a verdict.
struct Decided {
    std::ptrdiff_t count = 0;
    std::size_t of = 0;
};
Decided count_decided(const ResultDocument& document);

/// Checks that could not begin, because the machine does not allow it.
void leave_open(LabResult& lab, const std::string& reason);

/// The checks that have no verdict have had no time.
void leave_out_for_time(LabResult& lab, const std::string& because);

/// The document as it is now becomes one of a grading that has come to its end.
void end_for_time(ResultDocument& document);

}  // namespace grader
