// A symbol as people write it.
#pragma once

#include <set>
#include <string>

#include "evidence/trace/stack_helper.hpp"

namespace grader {

/// "serve(int)" of "_Z5servei", at most `longest_symbol` bytes of it. A name that is too long, or in
/// `unreadable`, stays as it is. While it works, `doubtful` holds the name; if it takes more than a second or
/// two of CPU time, the process is killed.
std::string readable_name(const char* name, DoubtfulName& doubtful, const std::set<std::string>& unreadable);

}  // namespace grader
