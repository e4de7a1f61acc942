// System calls by name and number, and which of their arguments matter to an observer of servers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// The call's name on this architecture, "call_123" if libseccomp does not know it.
const std::string& call_name(long number);
/// The number, negative if this architecture has no such call.
long call_number(std::string_view name);

/// Index of the argument that is a descriptor; -1 if none is.
int descriptor_argument(std::string_view name);
/// Index of the argument that is a byte count which may be cut; -1 if none is.
int length_argument(std::string_view name);

[[nodiscard]] bool reads(std::string_view name);    ///< takes bytes from its descriptor
[[nodiscard]] bool writes(std::string_view name);   ///< gives bytes to its descriptor
[[nodiscard]] bool accepts(std::string_view name);  ///< accept or accept4

/// Everything the checks of patterns look at; the rest of the program's calls go by at full speed.
const std::vector<std::string>& pattern_calls();

}  // namespace grader
