// The environment variables that the grader reads. Every reading goes through here, so that the list is
// complete: all others are taken away when it starts (cli/clean_start.hpp), since libraries and programs that
// it uses would obey them.
#pragma once

#include <string>
#include <string_view>

namespace grader {

/// Whether the grader, or a program that it starts outside the arena, has a use for this variable.
bool is_known_variable(std::string_view name);

/// Its value; empty if it is not set. Throws std::logic_error for one that is not on the list.
std::string variable(std::string_view name);

}  // namespace grader
