// The labs this repository grades, and which of them a submission holds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace grader {

struct Lab {
    int number;
    const char* directory;  ///< what a submission calls it
    const char* rubric;     ///< path in the repository
    bool has_runtime;       ///< its servers are linked with the provided runtime
};

/// What is wrong with the number of a lab, in a sentence that says which there are; nothing: "".
[[nodiscard]] std::string complaint_about_lab(const std::string& number);

/// The directory that holds lab4/ or lab5/: what the user named, or its starter/ if it is a clone of the
/// repository. Throws UserError.
[[nodiscard]] std::filesystem::path find_submission(const GradeOptions& options);

/// Those of the submission's labs that are to be graded, at least one. Throws UserError.
[[nodiscard]] std::vector<Lab> select_labs(const GradeOptions& options,
                                           const std::filesystem::path& submission);

}  // namespace grader
