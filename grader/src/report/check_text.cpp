#include "report/check_text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/labs.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/explanation.hpp"
#include "report/lab_words.hpp"
#include "report/text.hpp"
#include "result/bounds.hpp"

namespace grader {

namespace {

constexpr std::size_t line_bytes = 1000;
constexpr int columns_of_explanations = 100;

std::string one_line(std::string_view text) {
    std::string line;
    for (const std::string& part : printable_lines(text)) {
        if (!line.empty() && !part.empty()) line += ' ';
        line += part;
    }
    return line;
}

std::string why_not_run(const LabResult& lab) {
    const std::string reason = lab.reason.empty() ? "" : ": " + lab.reason;
    if (lab.status == LabStatus::not_built) return "it could not be built" + reason;
    if (lab.status == LabStatus::not_started) return "the server did not start" + reason;
    return "the grading has not come to its end";
}

}  // namespace

int earned_points(const CheckResult& check) {
    return !check.advisory && check.verdict == Verdict::pass ? check.points : 0;
}

int countable_points(const CheckResult& check) {
    return check.advisory ? 0 : check.max_points;
}

std::string entry_name(const ResultDocument& document, const LabResult& lab, const CheckResult& check) {
    std::string name = check.title.empty() ? check.name : fmt::format("{} ({})", check.title, check.name);
    if (document.labs.size() > 1) name = fmt::format("{}: {}", lab_name(lab.lab), name);
    if (check.advisory) name += " – advice, not graded";
    name = one_line(bounded_text(name, line_bytes));
    return name.empty() ? "a check without a name" : name;
}

std::string reason_line(const LabResult& lab, const CheckResult& check, std::size_t limit) {
    const std::string seen = check.finding ? check.finding->seen : "";
    const auto cause = lab.cause_of(check.name);
    std::string reason;
    switch (check.verdict) {
        case Verdict::pass:
            return {};
        case Verdict::fail:
            reason = check.finding || cause ? "" : "the check failed";
            if (cause) reason = fmt::format("cause {}: {}", *cause + 1, claim_of(lab.causes[*cause]));
            if (check.finding && seen.empty() && !cause) reason = "the check failed without saying how";
            if (!seen.empty()) reason += (cause ? " Seen: " : "") + seen;
            break;
        case Verdict::inconclusive:
            reason = "inconclusive: " + (seen.empty() ? "the machine could not show it" : seen);
            break;
        case Verdict::not_run:
            reason = "not run: " + (!seen.empty() ? seen : why_not_run(lab));
            if (cause) reason += fmt::format(" (cause {})", *cause + 1);
            break;
        case Verdict::not_reached:
            reason = "not reached: " + need_of(check);
            break;
    }
    return bounded_text(one_line(reason), limit);
}

std::string explanation_text(const LabResult& lab, const CheckResult& check) {
    if (check.verdict == Verdict::pass) return {};
    if (check.verdict == Verdict::not_run || check.verdict == Verdict::not_reached)
        return reason_line(lab, check, max_text_bytes) + '\n';
    Page page({false, columns_of_explanations, true});
    if (const auto cause = lab.cause_of(check.name)) {
        const CheckResult* first = explained_by(lab, lab.causes[*cause]).front();
        if (first == &check)
            explain_cause(page, lab, *cause + 1);
        else
            page.paragraph(0, {fmt::format("What is wrong is explained with \"{}\" ({}).",
                                           first->title.empty() ? first->name : first->title, first->name)});
    }
    explain_check(page, lab, check);
    std::string text = page.text();
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
}

std::string lab_line(const LabResult& lab) {
    if (lab.status == LabStatus::not_built || lab.status == LabStatus::not_started)
        return one_line(fmt::format("{}: {} / {}, {}", lab_name(lab.lab), lab.score(), lab.max_score(),
                                    bounded_text(why_not_run(lab), line_bytes)));
    return fmt::format("{}: {} / {}", lab_name(lab.lab), lab.score(), lab.max_score());
}

std::string preamble(const ResultDocument& document) {
    std::string text;
    if (document.status() == LabStatus::unfinished)
        text +=
            "Unfinished: the grading was interrupted, or is still going on. What follows is what it had "
            "found.\n";
    if (document.partial) text += one_line(about_selection(document)) + '\n';
    for (const std::string& notice : document.notices) text += "! " + one_line(notice) + '\n';
    for (const LabResult& lab : document.labs) {
        if (!lab.read.empty()) text += fmt::format("{}, {}\n", lab_name(lab.lab), one_line(lab.read));
    }
    return text;
}

std::string without_commands(std::string_view line) {
    std::string text = printable(line);
    for (std::size_t at = 0; (at = text.find("##[", at)) != std::string::npos; at += 2)
        text.insert(at + 1, " ");
    const std::size_t start = text.find_first_not_of(' ');
    if (start != std::string::npos && text.compare(start, 2, "::") == 0) text.insert(start + 1, " ");
    return text;
}

}  // namespace grader
