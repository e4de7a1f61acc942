// The table that GitHub Classroom's "Download grades" gave, for classes of which nobody downloaded it:
// without points, to be filled in like any other.
#pragma once

#include <string>

#include "class/records.hpp"

namespace grader {

[[nodiscard]] std::string classroom_table(const Class& asked, int lab);

}  // namespace grader
