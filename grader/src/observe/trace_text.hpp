// The annotated trace: a line a call, a column for each thread, what came of it, how long it took, and why it
// waited. A call during which something else happens has two lines, where it begins and where it ends.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"
#include "observe/glance.hpp"

namespace grader {

/// `width`: what is longer gets its note in a line of its own; 0: no line is too long.
std::vector<std::string> annotated(const std::vector<Event>& log, const ClientPorts& clients,
                                   const std::map<int, int>& process_of, std::size_t width);

}  // namespace grader
