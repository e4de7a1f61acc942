// What GitHub Classroom's reporter action takes (classroom-resources/autograding-grading-reporter): JSON
// whose base64 a step puts out as `result`, and which the action finds in the environment as <STEP>_RESULTS.
// What the action does with it decides how it is filled:
// - its notices add tests[].score, its table counts the tests that passed: every graded check is a test of
//   its own, with all its points or none, and advisory checks are not there;
// - the job turns red by the top-level status alone, fail or error: whatever is not decided is an error;
// - it prints names, and the message of an error, and test_code as it is: none of it may hold a line that the
//   runner takes for a command, and test_code stays empty;
// - a line_no that is not there is printed as "undefined", one that is not 0 behind the name: 0.
#pragma once

#include <cstddef>
#include <string>

#include "result/document.hpp"

namespace grader {

/// Bytes of the JSON, before base64: one environment variable may have 128 KiB (execve(2), MAX_ARG_STRLEN).
constexpr std::size_t max_classroom_bytes = 90 * 1024;

/// At most max_classroom_bytes: messages are left out if they don't fit, then titles, then checks are counted
/// together, a test for each lab. The points are always those of the document.
[[nodiscard]] std::string render_classroom(const ResultDocument& document);

/// The same as one line of base64 (RFC 4648): echo "result=$(…)" >> "$GITHUB_OUTPUT".
[[nodiscard]] std::string render_classroom_base64(const ResultDocument& document);

}  // namespace grader
