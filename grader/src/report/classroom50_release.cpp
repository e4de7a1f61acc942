// The release's text. GitHub renders it as Markdown, where text of a submission could become a link, an
// image, a mention that notifies somebody, or a table of other points: it is shown as code, with every
// character that Markdown or HTML knows written as a reference (CommonMark 6.2), and inside <code> nobody is
// mentioned.
#include <fmt/format.h>

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/labs.hpp"
#include "report/cause_words.hpp"
#include "report/check_text.hpp"
#include "report/check_words.hpp"
#include "report/classroom50.hpp"
#include "report/lab_words.hpp"
#include "report/text.hpp"
#include "result/bounds.hpp"

namespace grader {

namespace {

// GitHub takes 125,000 characters, and a reference takes six for one.
constexpr std::size_t name_bytes = 200;
constexpr std::size_t failure_bytes = 300;
constexpr std::size_t most_failures = 20;

std::string code(std::string_view text) {
    std::string safe = "<code>";
    for (const char c : text) {
        if (std::ispunct(static_cast<unsigned char>(c)) != 0)
            safe += fmt::format("&#{};", static_cast<int>(c));
        else
            safe += c;
    }
    return safe + "</code>";
}

std::string verdict_text(const ResultDocument& document) {
    switch (document.status()) {
        case LabStatus::passed:
            return "Every check passed.";
        case LabStatus::failed:
            return "Some checks failed.";
        case LabStatus::inconclusive:
            return "Nothing failed, but the machine could not decide every check: those points are open, not "
                   "lost.";
        case LabStatus::not_built:
            return "It could not be built.";
        case LabStatus::not_started:
            return "The server did not start.";
        case LabStatus::unfinished:
            break;
    }
    return "The grading did not come to its end.";
}

std::string points_table(const ResultDocument& document) {
    std::string text = "| lab | points | checks passed |\n|---|--:|--:|\n";
    for (const LabResult& lab : document.labs) {
        int passed = 0;
        int graded = 0;
        for (const CheckResult& check : lab.checks) {
            if (check.advisory) continue;
            ++graded;
            if (check.verdict == Verdict::pass) ++passed;
        }
        text += fmt::format("| {}{} | {}/{} | {}/{} |\n", lab_name(lab.lab),
                            document.is_bonus(lab) ? " (bonus, not counted by Classroom 50)" : "",
                            lab.score(), lab.max_score(), passed, graded);
    }
    return text;
}

std::string failures(const ResultDocument& document) {
    std::string text;
    std::size_t shown = 0;
    std::size_t more = 0;
    for (const LabResult& lab : document.labs) {
        // What kept every check from running is said once.
        if (lab.status == LabStatus::not_built || lab.status == LabStatus::not_started) {
            text += fmt::format("- {}\n", code(lab_line(lab)));
            continue;
        }
        for (const Cause& cause : lab.causes)
            text += fmt::format("- {}: {} {}\n", lab_name(lab.lab),
                                code(bounded_text(printable(claim_of(cause)), failure_bytes)),
                                share_of(lab, cause));
        for (const CheckResult& check : lab.checks) {
            // What was not reached is said once for all.
            if (check.verdict == Verdict::pass || check.verdict == Verdict::not_reached) continue;
            if (check.verdict == Verdict::not_run && !lacked_time(check)) continue;
            if (shown == most_failures) {
                ++more;
                continue;
            }
            ++shown;
            text += fmt::format("- {} {} {}<br>{}\n", mark_of(check).sign, mark_of(check).points,
                                code(bounded_text(entry_name(document, lab, check), name_bytes)),
                                code(reason_line(lab, check, failure_bytes)));
        }
        for (const Unreached& unreached : unreached_of(lab))
            text += fmt::format("- – {}\n", code(bounded_text(sentence_of(unreached), failure_bytes)));
    }
    if (more > 0) text += fmt::format("- … and {} more\n", more);
    return text;
}

}  // namespace

std::string render_classroom50_release(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    std::string text = fmt::format("### {} of {} points\n\n{}\n\n", document.score() - document.bonus(),
                                   document.max_score(), verdict_text(document));
    std::string_view before;
    const std::string lines = preamble(document);
    for (std::string_view rest = lines; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
        text += fmt::format("- {}\n", code(rest.substr(0, rest.find('\n'))));
        before = "\n";
    }
    text += before;
    text += points_table(document);
    const std::string list = failures(document);
    if (!list.empty()) text += '\n' + list;
    return text;
}

}  // namespace grader
