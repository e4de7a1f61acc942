#include "report/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "report/check_words.hpp"
#include "report/lab_words.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

constexpr std::size_t few_warnings = 3;

void show_check(Page& page, const CheckResult& check, bool verbose) {
    const CheckMark mark = mark_of(check);
    std::string title = title_of(check);
    if (verbose && check.verdict != Verdict::not_run)
        title += fmt::format(" ({})", duration_text(check.duration_ms));
    const Ink ink = check.verdict == Verdict::not_run ? Ink::quiet : Ink::plain;
    page.row(3, {std::string(mark.sign), mark.ink}, {title, ink},
             {mark.points, check.verdict == Verdict::pass ? Ink::quiet : mark.ink});
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
    for (const StageChecks& part : by_stage(lab)) {
        page.blank();
        page.row(0, {part.stage.id + " ", Ink::strong}, {part.stage.title, Ink::strong},
                 {fmt::format("{}/{}", part.score, part.max_score), Ink::strong});
        for (const CheckResult* check : part.checks) show_check(page, *check, verbose);
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
    const std::size_t limit = build.ok && !verbose ? few_warnings : build.diagnostics.size();
    const std::size_t shown = std::min(limit, build.diagnostics.size());
    for (std::size_t at = 0; at < shown; ++at) {
        const Diagnostic& diagnostic = build.diagnostics[at];
        if (!build.ok) page.blank();
        const std::string place = diagnostic.file.empty() ? "" : place_of(diagnostic) + ": ";
        page.hanging(2,
                     {place + std::string(word(diagnostic.severity)) + ":",
                      diagnostic.is_error() ? Ink::bad : Ink::open},
                     diagnostic.message);
        if (!diagnostic.text.empty() && !build.ok)
            page.exhibit("", quoted(diagnostic, page.exhibit_columns()));
    }
    const std::size_t more = omitted_diagnostics(build, shown);
    if (more > 0) {
        page.blank();
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
