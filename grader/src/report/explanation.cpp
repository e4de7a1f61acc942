#include "report/explanation.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "report/overview.hpp"

namespace grader {

namespace {

constexpr std::size_t few = 5;             // up to here every block is a full one
constexpr std::size_t full_when_many = 3;  // beyond that the first ones are

const Finding& finding_of(const CheckResult& check) {
    static const Finding nothing;
    return check.finding ? *check.finding : nothing;
}

bool failed(const CheckResult& check) {
    return check.verdict == Verdict::fail;
}

void title(Page& page, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    page.blank();
    page.row(0, {mark.sign, mark.ink}, {check.name, Ink::strong}, {mark.points, mark.ink});
    page.paragraph(2, {check.title});
}

// A verdict that changes from run to run is a finding of its own: it points at a race.
void runs(Page& page, const CheckResult& check) {
    if (check.runs > 1 && check.passed_runs > 0 && failed(check)) {
        page.labelled("Runs", {fmt::format("passed {} of {} runs: what it does depends on timing",
                                           check.passed_runs, check.runs)});
    }
}

void seen(Page& page, const CheckResult& check) {
    const std::string& text = finding_of(check).seen;
    if (failed(check)) {
        page.labelled("Seen", {text.empty() ? "the check failed without saying how" : text, Ink::bad});
        return;
    }
    page.labelled("Not shown", {text.empty() ? "the machine could not show it" : text, Ink::open});
}

void source(Page& page, const SourceLine& line) {
    page.blank();
    const std::string place = line.function.empty()
                                  ? fmt::format("{}:{}", line.file, line.line)
                                  : fmt::format("{}:{}, in {}", line.file, line.line, line.function);
    page.labelled("Your code", {place});
    if (!line.text.empty()) page.exhibit("", {fmt::format("{:>4}  {}", line.line, line.text)});
}

void briefly(Page& page, const CheckResult& check, const std::string* same_as) {
    title(page, check);
    if (same_as != nullptr) {
        page.labelled(failed(check) ? "Seen" : "Not shown", {"the same as in " + *same_as});
    } else {
        seen(page, check);
    }
    runs(page, check);
    if (failed(check)) page.labelled("Try", {check.hint});
    page.copyable("Replay", check.replay);
}

}  // namespace

void explain_check(Page& page, const LabResult& lab, const CheckResult& check) {
    const Finding& finding = finding_of(check);
    title(page, check);
    page.blank();
    page.numbered("What we did", finding.steps);
    page.blank();
    page.labelled("Expected", {finding.expected});
    seen(page, check);
    runs(page, check);
    for (const Exhibit& exhibit : finding.exhibits) {
        page.blank();
        page.exhibit(exhibit.title, exhibit.lines);
    }
    if (finding.source) source(page, *finding.source);
    page.blank();
    if (failed(check)) {
        page.labelled("Why it matters", {check.why});
        if (!lab.handout.empty() && !check.link.empty()) {
            page.copyable("", fmt::format("{}#{}", lab.handout, check.link));
        }
        page.blank();
        page.labelled("Try", {check.hint});
    } else {
        page.labelled("What it means", {"This says nothing about your server: the points are open, not lost. "
                                        "./lab doctor names what this machine lacks."});
    }
    page.blank();
    page.copyable("Replay", check.replay);
    page.blank();
}

void explain_checks(Page& page, const LabResult& lab, bool verbose) {
    std::vector<const CheckResult*> unsettled;
    for (const CheckResult& check : lab.checks) {
        if (failed(check) || check.verdict == Verdict::inconclusive) unsettled.push_back(&check);
    }
    const bool all = verbose || unsettled.size() <= few;
    // A stub fails nearly everything in the same way: each way is worth one full block, not more.
    std::map<std::string, std::string> full_block_of;
    std::vector<const CheckResult*> rest;
    std::size_t full = 0;
    for (const CheckResult* check : unsettled) {
        const std::string& way = finding_of(*check).seen;
        if (!all && (full == full_when_many || full_block_of.count(way) != 0)) {
            rest.push_back(check);
            continue;
        }
        if (!way.empty()) full_block_of.emplace(way, check->name);
        page.rule();
        explain_check(page, lab, *check);
        ++full;
    }
    if (rest.empty()) return;
    page.rule();
    page.paragraph(0,
                   {fmt::format("{} more, briefly. Start with those above: mending them often mends some of "
                                "these. A replay command explains its check in full, --verbose all of them.",
                                rest.size())});
    for (const CheckResult* check : rest) {
        const auto same = full_block_of.find(finding_of(*check).seen);
        briefly(page, *check, same == full_block_of.end() ? nullptr : &same->second);
    }
    page.blank();
}

}  // namespace grader
