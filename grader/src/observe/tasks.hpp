// The tasks of a server on the course's runtime, as its gdb command `rt tasks` tells them.
#pragma once

#include <functional>
#include <string>

#include "observe/target.hpp"

namespace grader {

/// Asks gdb when it is called; nothing to call without the script.
std::function<std::string()> tasks_of(const Target& target, const std::string& script);

}  // namespace grader
