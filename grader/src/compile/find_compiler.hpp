// Which compiler submissions are given to where no runtime is linked in.
#pragma once

#include <string>
#include <vector>

namespace grader {

/// The compiler's absolute path: $CXX if set, else g++, else clang++. Throws std::runtime_error, with the way
/// out, if there is none.
std::string find_compiler();

/// The directories that a compiler outside of the system's needs to be seen: /opt/gcc-14 for
/// /opt/gcc-14/bin/g++. Of one in a home (/home/ada/bin/g++) it is the directory that it lies in.
std::vector<std::string> installation_of(const std::string& compiler);

}  // namespace grader
