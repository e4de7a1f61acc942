// What the tests have seen, kept for the table in docs/sandbox.md: a file for each test in the build
// directory.
#pragma once

#include <string>

namespace grader::hostile {

/// `where`: a mode, "only LAYER", or "none of its layers". `what`: "stopped", "won", "refused", "not tried".
void record(const std::string& attack, const std::string& where, const std::string& what);

/// What was recorded last; "?" if nothing was.
std::string recorded(const std::string& attack, const std::string& where);

}  // namespace grader::hostile
