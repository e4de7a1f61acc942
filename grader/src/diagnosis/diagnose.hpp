// From facts to causes. Pure: the same result and the same known causes give the same causes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/causes.hpp"
#include "result/document.hpp"

namespace grader {

/// The text with each {value} replaced.
std::string with_value(std::string_view text, std::string_view value);

/// The causes of the lab's failed checks, what explains most of the earliest stage first. What none explains
/// is in none.
std::vector<Cause> diagnose(const LabResult& lab, const std::vector<KnownCause>& known);

}  // namespace grader
