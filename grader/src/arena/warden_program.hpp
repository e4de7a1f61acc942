// The file that is executed for a warden (see warden/warden.cpp).
#pragma once

#include <string>

#include "base/unique_fd.hpp"

namespace grader {

/// Where the build put it.
std::string built_warden();

/// Throws UserError, with the way out, if it is not there.
UniqueFd open_warden(const std::string& path);

/// Opened at the first launch of the run, and then the same file to the end: a build that replaces it in
/// between can't bring together a grader and a warden that don't know each other's messages. Thread-safe.
int warden_program();

}  // namespace grader
