#pragma once

#include "report/formats.hpp"

namespace grader {

/// What the home of a submission says of it in the environment: for Classroom 50 what its runner sets
/// (CLASSROOM, ASSIGNMENT, ASSIGNMENT_TYPE, OWNER or USERNAME, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL,
/// REVIEW_URL) and COMMIT_DATE. What is not set is empty.
[[nodiscard]] ReportContext context_of_environment();

}  // namespace grader
