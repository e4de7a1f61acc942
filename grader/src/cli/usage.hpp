// What to say of a command line that can't be used: one line that names the word, and the nearest right one.
// The library that parses (CLI11) knows what is wrong; its words differ from version to version, and name no
// way out.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace grader {

/// What is wrong with `words` (all after the program's name), which `app` refused with `error`.
std::string explain_refusal(const CLI::App& app, const CLI::ParseError& error,
                            const std::vector<std::string>& words);

/// Sorts the words of `./lab grade` that belong to no option: into the submission, and further patterns if
/// there was a --check. Throws UserError for what can be neither.
void take_operands(const std::vector<std::string>& operands, GradeOptions& options);

/// Sorts the words of `./lab VERB [LAB] [SUBMISSION]` into the options. Throws UserError for what is neither
/// a lab nor a directory.
void take_lab_and_submission(const std::vector<std::string>& words, GradeOptions& options, const char* verb);

/// For CLI11: complains of an empty value.
std::string complaint_about_nothing(const std::string& value);

/// For CLI11: complains of what is no number of repetitions.
std::string complaint_about_repeat(const std::string& value);

/// For CLI11: complains of what is no number of seconds in which a grading can be done.
std::string complaint_about_within(const std::string& value);

}  // namespace grader
