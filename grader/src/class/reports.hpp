// A student's reports, made of the document again: by the grader, which knows the course's settings.
#pragma once

#include <filesystem>
#include <string>

#include "class/grading_process.hpp"
#include "result/document.hpp"

namespace grader {

/// `format` is one of `./lab report`; `hints` is what --hints takes, or empty. Throws std::runtime_error with
/// the grader's words.
void make_report(const GraderCall& call, const std::filesystem::path& document, const std::string& format,
                 const std::string& hints, const std::filesystem::path& to);

/// The document and its two reports, into the student's directory.
void write_result(const GraderCall& call, const ResultDocument& document, const std::string& hints,
                  const std::filesystem::path& into);

}  // namespace grader
