// Which points of a result may be told to a gradebook.
#pragma once

#include "result/document.hpp"

namespace grader {

/// nullptr if the submission had nothing of it.
[[nodiscard]] const LabResult* lab_numbered(const ResultDocument& document, int number);

/// Points of counted checks that have no verdict, for a reason that is not the submission's. None of a lab
/// that was not built or not started: that is its verdict.
[[nodiscard]] int open_points(const LabResult& lab);

/// Whether its points will not change when the machine is a better one.
[[nodiscard]] bool is_settled(const LabResult& lab);

}  // namespace grader
