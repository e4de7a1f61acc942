// JUnit's XML as Jenkins and GitLab read it, in the shape of GoogleTest's own: a testsuite for each lab, a
// testcase for each check.
#pragma once

#include <string>

#include "result/document.hpp"

namespace grader {

/// A failed check is a failure; an inconclusive one and failed advice are skipped, with the reason; one that
/// did not run is an error, as a grading is that did not come to its end: neither must look like success.
/// The points are properties of testcase and testsuite. XML 1.0 in UTF-8, whatever the document holds.
[[nodiscard]] std::string render_junit(const ResultDocument& document);

}  // namespace grader
