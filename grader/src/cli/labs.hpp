// The labs this repository grades, and what of a submission is graded.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "submission/submission.hpp"

namespace grader {

struct Lab {
    int number;
    const char* rubric;  ///< path in the repository; a course that hands out one lab has no other's
    bool has_runtime;    ///< its servers are linked with the provided runtime

    /// What a submission calls it.
    [[nodiscard]] std::string directory() const;
};

/// "lab4/ or lab5/": what a submission has.
[[nodiscard]] std::string lab_directories();

/// What is wrong with the number of a lab, in a sentence that says which there are; nothing: "".
[[nodiscard]] std::string complaint_about_lab(const std::string& number);

/// Of all labs that there are, whether this copy of the course has them or not.
[[nodiscard]] std::span<const Lab> all_labs();

/// Those that the copy of the course at `root` has.
[[nodiscard]] std::vector<Lab> labs_in(const std::filesystem::path& root);

/// Of the labs that this copy of the course has. Throws UserError if it has none.
[[nodiscard]] const Lab& lab_with(int number);

/// Throws UserError where the options don't say where the course is.
void require_course(const GradeOptions& options);

/// Reads what the user named: a directory, an archive, a commit; nothing: this clone. What can't be used of
/// it is said in the submission. Throws UserError if there is no such thing, or no such lab in this copy of
/// the course.
[[nodiscard]] Submission find_submission(const GradeOptions& options);

}  // namespace grader
