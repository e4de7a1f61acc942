#include "report/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "report/check_words.hpp"
#include "report/lab_words.hpp"
#include "report/text.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

// As many have a line each.
constexpr std::size_t few_failures = 8;

/// "cause 1  0/4", or only the points.
std::string edge(const LabResult& lab, const CheckResult& check, const std::string& points) {
    const auto cause = lab.cause_of(check.name);
    return cause ? fmt::format("cause {}  {}", *cause + 1, points) : points;
}

void show_check(Page& page, const LabResult& lab, const CheckResult& check, bool verbose) {
    const CheckMark mark = mark_of(check);
    std::string title = title_of(check);
    if (verbose && check.runs > 0) title += fmt::format(" ({})", duration_text(check.duration_ms));
    const bool ran = check.verdict != Verdict::not_run && check.verdict != Verdict::not_reached;
    const Ink ink = ran ? Ink::plain : Ink::quiet;
    page.row(3, {std::string(mark.sign), mark.ink}, {title, ink},
             {edge(lab, check, mark.points), check.verdict == Verdict::pass ? Ink::quiet : mark.ink});
}

/// Whether they can stand in one line: the same came of them, for the same reason.
bool are_alike(const LabResult& lab, const CheckResult& one, const CheckResult& other) {
    return one.verdict == other.verdict && one.advisory == other.advisory &&
           lab.cause_of(one.name) == lab.cause_of(other.name);
}

/// Their titles, as many as two lines have.
std::string titles_of(const std::vector<const CheckResult*>& checks) {
    constexpr std::size_t two_lines = 105;  // columns
    std::string titles;
    std::size_t named = 0;
    for (const CheckResult* check : checks) {
        const std::string next = (titles.empty() ? "" : " · ") + cut(printable(title_of(*check)), two_lines);
        if (named > 0 && columns(titles) + columns(next) > two_lines) break;
        titles += next;
        ++named;
    }
    if (named < checks.size()) titles += fmt::format(" · and {} more", checks.size() - named);
    return titles;
}

/// Checks that are alike, with what they amount to together.
void show_together(Page& page, const LabResult& lab, const std::vector<const CheckResult*>& checks) {
    if (checks.size() == 1) return show_check(page, lab, *checks.front(), false);
    CheckResult all = *checks.front();
    all.max_points = 0;
    for (const CheckResult* check : checks) all.max_points += check->max_points;
    const bool for_nothing = all.verdict == Verdict::not_run && !lab.cause_of(all.name);
    const CheckMark mark = mark_of(all);
    page.row(3, {std::string(mark.sign), mark.ink},
             {for_nothing ? fmt::format("{} checks did not run", checks.size()) : titles_of(checks)},
             {edge(lab, all, mark.points), mark.ink});
}

/// What did not pass, of one stage.
void show_unpassed(Page& page, const LabResult& lab, const StageChecks& part, bool together) {
    std::vector<std::vector<const CheckResult*>> groups;
    for (const CheckResult* check : part.checks) {
        if (check->verdict == Verdict::pass) continue;
        const auto alike = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
            return (together || check->verdict == Verdict::not_run) && are_alike(lab, *group.front(), *check);
        });
        if (alike == groups.end())
            groups.push_back({check});
        else
            alike->push_back(check);
    }
    for (const std::vector<const CheckResult*>& group : groups) show_together(page, lab, group);
}

std::string heading_of(const StageChecks& part) {
    const auto passed = std::count_if(part.checks.begin(), part.checks.end(), [](const CheckResult* check) {
        return check->verdict == Verdict::pass;
    });
    const auto all = static_cast<std::ptrdiff_t>(part.checks.size());
    if (passed == all)
        return fmt::format("{}: {} passed", part.stage.title,
                           all == 1 ? "the only check" : fmt::format("all {}", all));
    return fmt::format("{}: {} of {} passed", part.stage.title, passed, all);
}

}  // namespace

void show_notices(Page& page, const ResultDocument& document) {
    for (const std::string& notice : document.notices) page.row(0, {"!", Ink::open}, {notice, Ink::open});
}

void show_header(Page& page, const ResultDocument& document, const LabResult& lab) {
    page.blank();
    page.row(0, {}, {heading_of(lab), Ink::strong});
    page.paragraph(0, {facts_of(document, lab), Ink::quiet});
    if (!lab.read.empty()) page.paragraph(0, {lab.read, Ink::quiet});
    for (const std::string& caveat : caveats_of(document)) page.paragraph(0, {caveat, Ink::open});
}

void show_stages(Page& page, const LabResult& lab, bool verbose) {
    const auto unpassed = std::count_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
        return check.verdict == Verdict::fail || check.verdict == Verdict::inconclusive;
    });
    const bool all_passed = !lab.checks.empty() &&
                            std::all_of(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
                                return check.verdict == Verdict::pass;
                            });
    page.blank();
    if (all_passed && !verbose) {
        return page.row(0, {"✔", Ink::good}, {fmt::format("All {} checks passed.", lab.checks.size())},
                        {fmt::format("{}/{}", lab.score(), lab.max_score()), Ink::strong});
    }
    for (const StageChecks& part : by_stage(lab)) {
        page.row(0, {part.stage.id + " ", Ink::strong},
                 {verbose ? part.stage.title : heading_of(part), Ink::strong},
                 {fmt::format("{}/{}", part.score, part.max_score), Ink::strong});
        if (!verbose) {
            show_unpassed(page, lab, part, unpassed > std::ptrdiff_t{few_failures});
            continue;
        }
        for (const CheckResult* check : part.checks) show_check(page, lab, *check, verbose);
        page.blank();
    }
    for (const Unreached& unreached : unreached_of(lab)) {
        page.blank();
        page.row(0, {"–", Ink::quiet}, {sentence_of(unreached)});
    }
    page.blank();
}

void show_diagnostics(Page& page, const LabResult& lab, bool verbose) {
    const BuildResult& build = lab.build;
    page.blank();
    if (!build.ok) {
        page.row(0, {"✘", Ink::bad}, {std::string(not_built_text), Ink::strong});
        for (const std::string& reason : reasons_of(lab)) page.paragraph(2, {reason});
    } else if (!build.diagnostics.empty()) {
        page.paragraph(0, {std::string(warnings_text), Ink::quiet});
    }
    for (const Diagnostic& diagnostic : build.diagnostics) {
        const std::string place = diagnostic.file.empty() ? "" : place_of(diagnostic) + ": ";
        if (build.ok && !verbose) {
            // The first of them, in a line.
            const std::string message =
                printable(place + std::string(word(diagnostic.severity)) + ": " + diagnostic.message);
            page.paragraph(2, {cut(message, page.exhibit_columns())});
            break;
        }
        if (!build.ok) page.blank();
        page.hanging(2,
                     {place + std::string(word(diagnostic.severity)) + ":",
                      diagnostic.is_error() ? Ink::bad : Ink::open},
                     diagnostic.message);
        if (!diagnostic.text.empty() && !build.ok)
            page.exhibit("", quoted(diagnostic, page.exhibit_columns()));
    }
    const std::size_t one = std::min<std::size_t>(1, build.diagnostics.size());
    const std::size_t more =
        omitted_diagnostics(build, build.ok && !verbose ? one : build.diagnostics.size());
    if (more > 0) {
        if (!build.ok) page.blank();
        page.paragraph(2, {fmt::format("… and {} more", more), Ink::quiet});
    }
    page.blank();
}

void show_not_started(Page& page, const LabResult& lab) {
    page.blank();
    page.row(0, {"✘", Ink::bad}, {std::string(not_started_text), Ink::strong});
    page.paragraph(2, {lab.reason});
    for (const Exhibit& exhibit : lab.exhibits) {
        page.blank();
        page.exhibit(exhibit.title, exhibit.lines);
    }
    page.blank();
}

}  // namespace grader
