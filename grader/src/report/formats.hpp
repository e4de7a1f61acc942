// The reports there are, by name. Each is a pure function of the result document, finished or not; what else
// it needs to know, and no grading knows, is given to it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/hints.hpp"
#include "result/document.hpp"

namespace grader {

/// What the home of a submission says of it. Only formats that name it in their descriptions need any of it.
struct ReportContext {
    struct Classroom50 {
        std::string classroom;
        std::string assignment;
        std::string assignment_type;
        std::string owner;
        std::string submission_tag;
        std::string commit_url;
        std::string release_url;
        std::string review_url;
        std::string commit_date;
    } classroom50;      ///< see report/classroom50.hpp
    std::string token;  ///< a word that nobody can guess, for "github"
    Hints hints = default_hints;
    /// Where the repository's files can be read, "https://…/"; empty: nowhere, and nothing links to them.
    std::string repository;
};

struct ReportFormat {
    std::string_view name;         ///< what --report and --as call it
    std::string_view description;  ///< for help: who reads it
    /// Ends with a newline. Throws UserError where the context lacks something; nothing a document holds
    /// makes it throw.
    [[nodiscard]] std::string render(const ResultDocument& document, const ReportContext& context) const {
        return write(told(document, context.hints), context);
    }
    /// Of a document that holds only what is to be told.
    std::string (*write)(const ResultDocument& document, const ReportContext& context);
};

/// All of them, in the order of help.
[[nodiscard]] std::span<const ReportFormat> report_formats();

/// Throws UserError that names the nearest format and lists all.
[[nodiscard]] const ReportFormat& report_format(std::string_view name);

}  // namespace grader
