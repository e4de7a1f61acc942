#include "class/mail/mail.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "class/lines.hpp"
#include "report/cause_words.hpp"
#include "report/lab_words.hpp"
#include "report/text.hpp"
#include "result/nearest.hpp"

namespace grader {

const std::string_view usual_template =
    "Hello {name},\n"
    "\n"
    "{points}\n"
    "\n"
    "{late}\n"
    "\n"
    "{cause}\n"
    "\n"
    "{open}\n"
    "\n"
    "{notices}\n"
    "\n"
    "{report}\n";

namespace {

constexpr std::size_t width = 76;

using Words = std::map<std::string, std::string>;

/// Lines of text as lines of a mail.
std::string folded_lines(const std::string& text, std::size_t indent = 0) {
    std::string all;
    for (const std::string& line : printable_lines(text)) {
        for (const std::string& part : wrapped(line, width - indent)) {
            if (!all.empty()) all += '\n';
            all += std::string(part.empty() ? 0 : indent, ' ') + part;
        }
    }
    return all;
}

void add_paragraph(std::string& to, const std::string& text) {
    if (text.empty()) return;
    if (!to.empty()) to += '\n';
    to += text;
}

std::string points_of(const Student& student, const Outcome& outcome, const ResultDocument& document) {
    if (!student.problem.empty())
        return folded_lines(
            fmt::format("there was nothing of yours that could be graded: {}.", student.problem));
    if (!outcome.document)
        return folded_lines(
            "your submission has no verdict yet, for a reason that is ours and not yours. It will be graded "
            "again.");
    std::string text = "this is what the grader found in your submission:\n";
    for (const LabResult& lab : document.labs)
        add_paragraph(text, folded_lines(score_of(document, lab) + "; " + verdict_of(lab), 2));
    return text;
}

/// The first mistake of each lab, as much of it as is to be told.
std::string cause_of(const ResultDocument& document) {
    std::string text;
    for (const LabResult& lab : document.labs) {
        if (lab.status == LabStatus::not_built || lab.status == LabStatus::not_started) {
            for (const std::string& reason : reasons_of(lab))
                add_paragraph(text, folded_lines(fmt::format("Lab {}: {}", lab.lab, reason)));
            if (!lab.build.diagnostics.empty())
                add_paragraph(text, folded_lines(lab.build.diagnostics.front().message, 2));
        }
        if (lab.causes.empty()) continue;
        const Cause& cause = lab.causes.front();
        if (!text.empty()) text += '\n';
        add_paragraph(text, folded_lines(fmt::format("Look at this first, in Lab {}:", lab.lab)));
        add_paragraph(text, folded_lines(claim_of(cause), 2));
        if (!cause.evidence.empty()) add_paragraph(text, folded_lines("Seen: " + cause.evidence.front(), 2));
        for (const Labelled& hint : hints_of(cause))
            add_paragraph(text, folded_lines(fmt::format("{}: {}", hint.label, hint.text), 2));
        if (const std::string place = handout_place(lab, cause); !place.empty())
            add_paragraph(text, folded_lines("Handout: " + place, 2));
        const std::size_t more = lab.causes.size() - 1;
        if (more > 0)
            add_paragraph(text, folded_lines(more == 1 ? "The report names another one."
                                                       : fmt::format("The report names {} others.", more)));
    }
    return text;
}

std::string open_of(const ResultDocument& document) {
    std::string text;
    for (const LabResult& lab : document.labs) {
        if (const std::string open = open_points_of(lab); !open.empty())
            add_paragraph(text, folded_lines(fmt::format("Lab {}: {}", lab.lab, open)));
    }
    if (!text.empty())
        add_paragraph(text, folded_lines("Open points are neither won nor lost: you will hear of them."));
    return text;
}

std::string late_of(const Student& student, const Class& asked) {
    if (!student.late) return {};
    const std::string deadline = asked.options.deadline.empty() ? "" : ", " + asked.options.deadline;
    const std::string graded =
        student.submitted.empty() ? "" : " What was graded is of " + student.submitted + ".";
    return folded_lines("Something of yours came after the deadline" + deadline + "." + graded);
}

/// What the report says, too. What is noted of the student is for instructors.
std::string notices_of(const ResultDocument& document) {
    std::string text;
    for (const std::string& notice : document.notices) add_paragraph(text, folded_lines("Note: " + notice));
    return text;
}

std::string report_of(const Student& student, const Outcome& outcome, const MailOptions& options) {
    if (!outcome.document) return {};
    if (options.pages.empty())
        return folded_lines(
            "All that was seen, and how to run each check at home, is in the report that comes with "
            "this: report.html.");
    const std::string sign = options.pages.back() == '/' ? "" : "/";
    return "The whole report:\n" + options.pages + sign + student.id + "/report.html";
}

Words words_for(const Student& student, const Outcome& outcome, const Class& asked,
                const MailOptions& options) {
    const ResultDocument document =
        outcome.document ? told(*outcome.document, options.hints) : ResultDocument();
    const bool graded = student.problem.empty() && outcome.document.has_value();
    return {
        {"name", printable(student.name.empty() ? student.id : student.name)},
        {"id", student.id},
        {"email", printable(student.email)},
        {"points", points_of(student, outcome, document)},
        {"late", late_of(student, asked)},
        {"cause", graded ? cause_of(document) : ""},
        {"open", graded ? open_of(document) : ""},
        {"notices", graded ? notices_of(document) : ""},
        {"report", graded ? report_of(student, outcome, options) : ""},
    };
}

struct FilledLine {
    std::string text;
    bool is_dropped = false;  ///< it had nothing but words that stand for nothing
};

FilledLine fill_line(std::string_view line, const Words& words) {
    FilledLine filled;
    bool any_word = false;
    bool any_text = false;
    while (!line.empty()) {
        const std::size_t open = line.find('{');
        const std::size_t close = open == std::string_view::npos ? open : line.find('}', open);
        if (close == std::string_view::npos) break;
        filled.text += line.substr(0, open);
        any_text = any_text || line.substr(0, open).find_first_not_of(' ') != std::string_view::npos;
        const std::string& value = words.at(std::string(line.substr(open + 1, close - open - 1)));
        any_word = true;
        any_text = any_text || !value.empty();
        filled.text += value;
        line.remove_prefix(close + 1);
    }
    filled.text += line;
    any_text = any_text || line.find_first_not_of(' ') != std::string_view::npos;
    filled.is_dropped = any_word && !any_text;
    return filled;
}

std::string fill(const std::string& form, const Words& words) {
    std::string text;
    bool blank = true;
    for (const std::string& line : split_lines(form)) {
        const FilledLine filled = fill_line(line, words);
        if (filled.is_dropped || (filled.text.empty() && blank)) continue;
        blank = filled.text.empty();
        text += filled.text + '\n';
    }
    while (text.size() > 1 && text[text.size() - 2] == '\n') text.pop_back();
    return text;
}

std::string subject_of(const Outcome& outcome) {
    std::vector<std::string> labs;
    if (outcome.document)
        for (const LabResult& lab : outcome.document->labs) labs.push_back(fmt::format("Lab {}", lab.lab));
    return labs.empty() ? "Your submission" : fmt::format("Your result: {}", fmt::join(labs, ", "));
}

}  // namespace

std::vector<std::string> template_words() {
    std::vector<std::string> names;
    for (const auto& [name, text] : words_for({}, {}, {}, {})) names.push_back(name);
    return names;
}

void check_template(const std::string& text, const std::string& file) {
    const std::vector<std::string> known = template_words();
    std::size_t number = 0;
    for (const std::string& line : split_lines(text)) {
        ++number;
        for (std::size_t open = line.find('{'); open != std::string::npos; open = line.find('{', open + 1)) {
            const std::size_t close = line.find('}', open);
            const std::string word =
                close == std::string::npos ? line.substr(open) : line.substr(open + 1, close - open - 1);
            if (close != std::string::npos && std::find(known.begin(), known.end(), word) != known.end())
                continue;
            const auto near = nearest(word, known);
            throw UserError(fmt::format(
                "{}:{}: \"{{{}}}\" stands for nothing{}; braces may hold {}", file, number, printable(word),
                near ? fmt::format("; did you mean {{{}}}?", *near) : "", fmt::join(known, ", ")));
        }
    }
}

Mail mail_to(const Student& student, const Outcome& outcome, const Class& asked, const MailOptions& options) {
    return {fill(options.text, words_for(student, outcome, asked, options)), subject_of(outcome),
            student.problem.empty() && outcome.document.has_value()};
}

std::string list_of_mails(const Class& asked, const std::vector<Outcome>& outcomes,
                          const MailOptions& options) {
    std::string text = csv_line({"student", "email", "subject", "text", "report"});
    for (std::size_t at = 0; at < asked.students.size(); ++at) {
        const Student& student = asked.students[at];
        const Mail mail = mail_to(student, outcomes[at], asked, options);
        text += csv_line({student.id, student.email, mail.subject, fmt::format("mail/{}.txt", student.id),
                          mail.has_report ? fmt::format("students/{}/report.html", student.id) : ""});
    }
    return text;
}

}  // namespace grader
