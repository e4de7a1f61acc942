#pragma once

#include <filesystem>
#include <string>

#include "report/formats.hpp"

namespace grader {

/// What the home of a submission says of it in the environment: for Classroom 50 what its runner sets
/// (CLASSROOM, ASSIGNMENT, ASSIGNMENT_TYPE, OWNER or USERNAME, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL,
/// REVIEW_URL) and COMMIT_DATE. What is not set is empty. `root` is the course's, whose settings say where
/// its files can be read, else the variables of a GitHub workflow do; `hints` is what --hints takes, or
/// empty.
[[nodiscard]] ReportContext context_of_environment(const std::filesystem::path& root,
                                                   const std::string& hints);

}  // namespace grader
