// Whom somebody means who types a name, an address, a user name, or a part of one.
#pragma once

#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

/// Refers to the class. Throws UserError if it is nobody, which names the nearest, or if it may be several.
[[nodiscard]] const Student& student_called(const Class& asked, const std::string& who);

/// The ids of all, each once. A comma may stand in a name ("Lovelace, Ada") or between two ("ada,bob").
[[nodiscard]] std::vector<std::string> students_called(const Class& asked,
                                                       const std::vector<std::string>& all);

}  // namespace grader
