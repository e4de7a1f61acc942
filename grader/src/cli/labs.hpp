// The labs that a copy of the course has, and what of a submission is graded.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/labs.hpp"
#include "cli/options.hpp"
#include "submission/submission.hpp"

namespace grader {

/// "lab4/ or lab5/": what a submission has.
[[nodiscard]] std::string lab_directories();

/// What is wrong with the name of a lab ("4", "lab4", "practice1"), in a sentence that says which there are;
/// nothing: "".
[[nodiscard]] std::string complaint_about_lab(const std::string& name);

/// The same for the number of an exercise.
[[nodiscard]] std::string complaint_about_practice(const std::string& number);

/// "lab 4 or 5", "practice 1", "lab 4 or practice 1"
[[nodiscard]] std::string phrase_of(const std::vector<int>& labs);

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

/// Whether somebody has begun with it: it is there, and not as it was handed out.
[[nodiscard]] bool was_begun(const LabSources& sources, const std::filesystem::path& root);

}  // namespace grader
