#include "report/overview.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace grader {

namespace {

constexpr std::size_t few_warnings = 3;

std::string date_text(const std::string& utc) {
    // 2026-11-23T08:00:00Z
    if (utc.size() != 20 || utc[10] != 'T' || utc[19] != 'Z') return utc;
    return utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC";
}

void show_check(Page& page, const CheckResult& check, bool verbose) {
    const CheckMark mark = mark_of(check);
    std::string title = check.title;
    if (check.passed_runs > 0 && check.passed_runs < check.runs)
        title += fmt::format(" (passed {} of {} runs)", check.passed_runs, check.runs);
    if (verbose && check.verdict != Verdict::not_run)
        title += fmt::format(" ({})", duration_text(check.duration_ms));
    const Ink ink = check.verdict == Verdict::not_run ? Ink::quiet : Ink::plain;
    page.row(3, {mark.sign, mark.ink}, {title, ink},
             {mark.points, check.verdict == Verdict::pass ? Ink::quiet : mark.ink});
}

void show_stage(Page& page, const Stage& stage, const std::vector<const CheckResult*>& checks, bool verbose) {
    if (checks.empty()) return;
    LabResult part;
    for (const CheckResult* check : checks) part.checks.push_back(*check);
    page.blank();
    page.row(0, {stage.id + " ", Ink::strong}, {stage.title, Ink::strong},
             {fmt::format("{}/{}", part.score(), part.max_score()), Ink::strong});
    for (const CheckResult* check : checks) show_check(page, *check, verbose);
}

// The source line with its number and, where bytes are columns, a caret below the place that is meant.
std::vector<std::string> quoted(const Diagnostic& diagnostic) {
    std::vector<std::string> lines{fmt::format("{:>4}  {}", diagnostic.line, diagnostic.text)};
    if (diagnostic.column < 1 || static_cast<std::size_t>(diagnostic.column) > diagnostic.text.size() + 1)
        return lines;
    const std::string before = diagnostic.text.substr(0, static_cast<std::size_t>(diagnostic.column) - 1);
    const bool plain = std::all_of(before.begin(), before.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (plain) lines.push_back(fmt::format("{:>{}}", "^", 6 + diagnostic.column));
    return lines;
}

}  // namespace

CheckMark mark_of(const CheckResult& check) {
    CheckMark mark;
    std::string earned = "0";
    switch (check.verdict) {
        case Verdict::pass:
            mark.sign = "✔", mark.ink = Ink::good, earned = std::to_string(check.points);
            break;
        case Verdict::fail:
            mark.sign = "✘", mark.ink = Ink::bad;
            break;
        case Verdict::inconclusive:
            mark.sign = "?", mark.ink = Ink::open, earned = "?";
            break;
        case Verdict::not_run:
            mark.sign = "–", mark.ink = Ink::quiet, earned = "–";
            break;
    }
    if (check.advisory && check.verdict == Verdict::fail) mark.ink = Ink::open;
    mark.points = check.advisory ? "advice" : fmt::format("{}/{}", earned, check.max_points);
    return mark;
}

std::string place_of(const Diagnostic& diagnostic) {
    std::string place = diagnostic.file;
    if (diagnostic.line > 0) place += fmt::format(":{}", diagnostic.line);
    if (diagnostic.line > 0 && diagnostic.column > 0) place += fmt::format(":{}", diagnostic.column);
    return place;
}

std::string duration_text(long milliseconds) {
    if (milliseconds >= 60'000)
        return fmt::format("{} min {} s", milliseconds / 60'000, milliseconds / 1000 % 60);
    return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
}

void show_notices(Page& page, const ResultDocument& document) {
    for (const std::string& notice : document.notices) page.row(0, {"!", Ink::open}, {notice, Ink::open});
}

void show_header(Page& page, const ResultDocument& document, const LabResult& lab) {
    page.blank();
    page.row(
        0, {},
        {lab.title.empty() ? fmt::format("Lab {}", lab.lab) : fmt::format("Lab {} · {}", lab.lab, lab.title),
         Ink::strong});
    std::string facts = document.submission;
    if (lab.build.ok) facts += " · built in " + duration_text(lab.build.duration_ms);
    if (document.finished) facts += " · graded in " + duration_text(document.duration_ms);
    int most_runs = 0;
    for (const CheckResult& check : lab.checks) most_runs = std::max(most_runs, check.runs);
    if (most_runs > 1) facts += fmt::format(" · each check up to {} times", most_runs);
    if (!document.started_utc.empty()) facts += " · " + date_text(document.started_utc);
    page.paragraph(0, {facts, Ink::quiet});
    if (document.partial)
        page.paragraph(0, {"Only the checks that were selected: points and score are of these.", Ink::open});
    if (!document.finished) {
        page.paragraph(0, {"Unfinished: the grading was interrupted, or is still going on. What follows is "
                           "what it had found.",
                           Ink::open});
    }
}

void show_stages(Page& page, const LabResult& lab, bool verbose) {
    std::vector<const CheckResult*> rest;
    for (const CheckResult& check : lab.checks) rest.push_back(&check);
    for (const Stage& stage : lab.stages) {
        const auto others =
            std::stable_partition(rest.begin(), rest.end(),
                                  [&stage](const CheckResult* check) { return check->stage == stage.id; });
        show_stage(page, stage, {rest.begin(), others}, verbose);
        rest.erase(rest.begin(), others);
    }
    show_stage(page, {"·", "Without a stage"}, rest, verbose);
    page.blank();
}

void show_diagnostics(Page& page, const LabResult& lab, bool verbose) {
    const BuildResult& build = lab.build;
    page.blank();
    if (!build.ok) {
        page.row(0, {"✘", Ink::bad}, {"It could not be built, so no check ran.", Ink::strong});
        page.paragraph(2, {lab.reason});
        if (build.reason != lab.reason) page.paragraph(2, {build.reason});
    } else if (!build.diagnostics.empty()) {
        page.paragraph(0,
                       {"The compiler has warnings. They are never graded, and worth a look:", Ink::quiet});
    }
    const std::size_t limit = build.ok && !verbose ? few_warnings : build.diagnostics.size();
    const std::size_t shown = std::min(limit, build.diagnostics.size());
    for (std::size_t at = 0; at < shown; ++at) {
        const Diagnostic& diagnostic = build.diagnostics[at];
        const bool error = diagnostic.severity.find("error") != std::string::npos;
        if (!build.ok) page.blank();
        const std::string place = diagnostic.file.empty() ? "" : place_of(diagnostic) + ": ";
        page.hanging(2, {place + diagnostic.severity + ":", error ? Ink::bad : Ink::open},
                     diagnostic.message);
        if (!diagnostic.text.empty() && !build.ok) page.exhibit("", quoted(diagnostic));
    }
    const std::size_t more =
        build.diagnostics.size() - shown + static_cast<std::size_t>(std::max(build.omitted, 0));
    if (more > 0) {
        page.blank();
        page.paragraph(2, {fmt::format("… and {} more", more), Ink::quiet});
    }
    page.blank();
}

void show_not_started(Page& page, const LabResult& lab) {
    page.blank();
    page.row(0, {"✘", Ink::bad}, {"The server did not start, so no check could run.", Ink::strong});
    page.paragraph(2, {lab.reason});
    for (const Exhibit& exhibit : lab.exhibits) {
        page.blank();
        page.exhibit(exhibit.title, exhibit.lines);
    }
    page.blank();
}

}  // namespace grader
