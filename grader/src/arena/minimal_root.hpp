// A file system for one launched program: a few directories of the machine, and nothing else that anybody
// could find. See pivot_root(2), mount_namespaces(7).
#pragma once

#include <string>
#include <vector>

namespace grader {

/// For a warden, inside the program's pid namespace: leaves the calling process in an own mount namespace
/// whose root is an empty tmpfs with `readable` at their own paths, `writable` (may be empty) below one of
/// them, and a fresh /proc. Everything but `writable` is read-only. Throws std::system_error.
void enter_minimal_root(const std::vector<std::string>& readable, const std::string& writable);

}  // namespace grader
