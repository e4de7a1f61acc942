// What is written to each student of a class: a text, and nothing is sent. Points, the first cause, what is
// open, what came late, where the whole report is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "class/records.hpp"
#include "report/hints.hpp"

namespace grader {

/// The text that is filled in where no other is given. A line whose words in braces all stand for nothing,
/// and that has no other words, is left out.
extern const std::string_view usual_template;

struct MailOptions {
    Hints hints = default_hints;
    std::string text = std::string(usual_template);
    /// Where students find their pages, before the id: "https://…/"; empty: the report is attached.
    std::string pages;
};

/// What braces may hold: "name", "points", …
[[nodiscard]] std::vector<std::string> template_words();

/// Throws UserError that names the line, if something in braces stands for nothing that is known.
void check_template(const std::string& text, const std::string& file);

struct Mail {
    std::string text;  ///< plain, lines of at most 76 columns where the template's words are not longer
    std::string subject;
    bool has_report = false;
};

/// What one student is told. Nothing that comes from a submission can be anything but text.
[[nodiscard]] Mail mail_to(const Student& student, const Outcome& outcome, const Class& asked,
                           const MailOptions& options);

/// For programs that send: a line a student, with address, subject, the file with the text, and the report.
[[nodiscard]] std::string list_of_mails(const Class& asked, const std::vector<Outcome>& outcomes,
                                        const MailOptions& options);

}  // namespace grader
