// Which compiler submissions are given to where no runtime is linked in.
#pragma once

#include <string>

namespace grader {

/// The compiler's absolute path: $CXX if set, else g++, else clang++. Throws UserError, with the way out, if
/// there is none.
std::string find_compiler();

}  // namespace grader
