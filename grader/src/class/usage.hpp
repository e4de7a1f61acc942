// What to say of a command line that can't be used: one line that names the word, and the nearest right one.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace grader {

/// What is wrong with the words, which `app` refused with `error`; ends with the way to the help.
[[nodiscard]] std::string explain_class_refusal(const CLI::App& app, const CLI::ParseError& error);

/// What CLI11 says as help, in lines of at most 100 columns.
[[nodiscard]] std::string narrow_help(const std::string& text);

/// For CLI11: complains of what --hints does not take.
[[nodiscard]] std::string complaint_about_level(const std::string& word);

/// Throws UserError for a lab that the course at `root` has not got, and for patterns that name no check.
void require_labs_and_checks(const std::string& root, int lab, const std::vector<std::string>& patterns);

}  // namespace grader
