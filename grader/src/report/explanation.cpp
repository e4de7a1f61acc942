#include "report/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/blocks.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/text.hpp"
#include "report/timeline_text.hpp"

namespace grader {

namespace {

// What a short report has room for.
constexpr std::size_t few_sentences = 2;
constexpr std::size_t few_lines = 6;
constexpr std::size_t few_around = 2;  // lines of source, above and below
constexpr std::size_t few_causes = 3;
constexpr std::size_t few_checks = 2;
constexpr std::size_t many_checks = 8;
constexpr std::size_t short_text = 240;     // columns, about three lines
constexpr std::size_t shortest_text = 120;  // two

void show(Page& page, const Block& block, Ink verdict) {
    if (!block.goes_on) page.blank();
    switch (block.kind) {
        case Block::Kind::text:
            page.labelled(block.label, {block.text, block.is_verdict ? verdict : Ink::plain});
            for (const std::string& place : block.lines) page.copyable("", place);
            return;
        case Block::Kind::steps:
            return page.numbered(block.label, block.lines);
        case Block::Kind::exhibit:
            if (block.label.empty()) return page.exhibit(block.text, block.lines);
            page.labelled(block.label, {block.text});
            if (!block.lines.empty()) page.exhibit("", block.lines);
            return;
        case Block::Kind::command:
        case Block::Kind::passage:
            return page.copyable(block.label, block.text);
        case Block::Kind::moment:
            page.labelled(block.label, {block.text});
            return page.exhibit("", text_of(*block.timeline, page.exhibit_columns()));
    }
}

/// The line that is meant and those next to it.
void cut_around(Block& code, std::size_t around) {
    if (code.marked == Block::no_line) return;
    const std::size_t end = std::min(code.lines.size(), code.marked + around + 1);
    code.lines.resize(end);
    const std::size_t begin = code.marked - std::min(code.marked, around);
    code.lines.erase(code.lines.begin(), code.lines.begin() + static_cast<std::ptrdiff_t>(begin));
    code.marked -= begin;
}

void cut_evidence(Block& exhibit) {
    if (exhibit.lines.size() <= few_lines) return;
    const std::size_t more = exhibit.lines.size() - few_lines + 1;
    exhibit.lines.resize(few_lines - 1);
    exhibit.lines.push_back(fmt::format("… {} more lines", more));
}

/// What is left of them in a short report: the first sentences and the source, or where there is none the
/// beginning of the evidence.
std::vector<Block> shortened(std::vector<Block> blocks, std::size_t text_columns) {
    bool has_evidence = std::any_of(blocks.begin(), blocks.end(),
                                    [](const Block& block) { return block.marked != Block::no_line; });
    std::vector<Block> kept;
    std::size_t sentences = 0;
    for (Block& block : blocks) {
        const bool is_evidence = block.kind == Block::Kind::exhibit && block.label.empty();
        if (block.kind == Block::Kind::steps || block.kind == Block::Kind::moment) continue;
        if (block.is_verdict && ++sentences > few_sentences) continue;
        // It is said above all of them.
        if (block.text == no_cause_text) continue;
        if (is_evidence && std::exchange(has_evidence, true)) continue;
        if (block.kind == Block::Kind::text)
            block.text = cut(printable_lines(block.text).front(), text_columns);
        if (is_evidence) cut_evidence(block);
        block.goes_on = block.kind != Block::Kind::exhibit && block.label != "Why it is wrong";
        cut_around(block, few_around);
        kept.push_back(std::move(block));
    }
    return kept;
}

void title(Page& page, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    page.blank();
    page.row(0, {std::string(mark.sign), mark.ink}, {check.name, Ink::strong}, {mark.points, mark.ink});
    page.paragraph(2, {check.title});
}

Ink ink_of(const CheckResult& check) {
    return check.verdict == Verdict::fail ? Ink::bad : Ink::open;
}

void cause_title(Page& page, const LabResult& lab, std::size_t number) {
    const Cause& cause = lab.causes[number - 1];
    page.blank();
    // Without checks it is none of a report's, in which it would have a number.
    const bool is_found = !lab.checks.empty();
    page.row(0, {is_found ? fmt::format("{}.", number) : "", Ink::bad}, {claim_of(cause), Ink::strong},
             {points_text(lab, cause), Ink::bad});
    if (is_found) page.paragraph(3, {share_of(lab, cause)});
}

/// A few lines: what it is, and what it is known from.
void mention_cause(Page& page, const LabResult& lab, std::size_t number) {
    const Cause& cause = lab.causes[number - 1];
    cause_title(page, lab, number);
    if (!cause.evidence.empty())
        page.labelled("Seen", {cut(printable(cause.evidence.front()), shortest_text), Ink::bad});
    page.copyable("More", more_of(cause));
}

void explain_causes_shortly(Page& page, const LabResult& lab) {
    for (std::size_t number = 1; number <= lab.causes.size(); ++number) {
        if (number == 1) {
            cause_title(page, lab, number);
            for (const Block& block : shortened(blocks_of(lab, lab.causes.front()), short_text))
                show(page, block, Ink::bad);
        } else if (number <= few_causes) {
            mention_cause(page, lab, number);
        }
    }
    if (lab.causes.size() > few_causes) {
        const std::size_t more = lab.causes.size() - few_causes;
        page.blank();
        page.paragraph(0, {fmt::format("… and {} more. Mend those above first.", more)});
    }
}

/// Beside a cause that is known it is not what to begin with.
void mention_check(Page& page, const LabResult& lab, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    page.row(0, {std::string(mark.sign), mark.ink}, {check.title, Ink::strong}, {mark.points, mark.ink});
    const Labelled seen = seen_of(check);
    page.labelled(seen.label, {cut(printable(seen.text), shortest_text), ink_of(check)});
    for (const Block& block : blocks_of(lab, check)) {
        if (block.kind == Block::Kind::text && block.label == "About the check")
            page.labelled(block.label, {cut(printable(block.text), shortest_text)});
    }
}

void explain_unexplained_shortly(Page& page, const LabResult& lab) {
    std::vector<const CheckResult*> checks = unexplained_checks(lab);
    if (checks.empty()) return;
    std::stable_partition(checks.begin(), checks.end(),
                          [](const CheckResult* check) { return !check->advisory; });
    page.blank();
    page.paragraph(
        0, {checks.size() == 1
                ? "One check failed for which no mistake is known by name:"
                : fmt::format("{} checks failed for which no mistake is known by name:", checks.size())});
    if (!lab.causes.empty()) return mention_check(page, lab, *checks.front());
    const std::size_t shown = checks.size() > many_checks ? 1 : std::min(checks.size(), few_checks);
    for (std::size_t at = 0; at < shown; ++at) {
        title(page, *checks[at]);
        for (Block& block : shortened(blocks_of(lab, *checks[at]), short_text)) {
            block.goes_on = true;
            show(page, block, ink_of(*checks[at]));
        }
    }
}

/// What a machine lacks is mostly one thing for all of them.
void explain_open_shortly(Page& page, const LabResult& lab) {
    std::size_t open = 0;
    for (const CheckResult* check : unsettled_checks(lab)) {
        if (check->verdict != Verdict::inconclusive || ++open > few_checks) continue;
        title(page, *check);
        const Labelled seen = seen_of(*check);
        page.labelled(seen.label, {cut(printable(seen.text), short_text), Ink::open});
    }
    if (open == 0) return;
    if (open > few_checks) page.paragraph(2, {fmt::format("… and {} more are open", open - few_checks)});
    page.labelled("What it means", {std::string(meaning_of_open)});
}

void explain_in_full(Page& page, const LabResult& lab) {
    for (std::size_t number = 1; number <= lab.causes.size(); ++number) {
        page.rule();
        explain_cause(page, lab, number);
    }
    for (const CheckResult* check : unsettled_checks(lab)) {
        page.rule();
        explain_check(page, lab, *check);
    }
}

}  // namespace

void explain_cause(Page& page, const LabResult& lab, std::size_t number) {
    cause_title(page, lab, number);
    for (const Block& block : blocks_of(lab, lab.causes[number - 1])) show(page, block, Ink::bad);
    page.blank();
}

void tell_story(Page& page, const CheckResult& check) {
    title(page, check);
    CheckResult story = check;
    if (story.finding) story.finding->exhibits.clear();
    story.why = story.hint = story.link = story.replay = "";
    for (const Block& block : blocks_of({}, story)) show(page, block, ink_of(story));
    page.blank();
}

void explain_check(Page& page, const LabResult& lab, const CheckResult& check) {
    title(page, check);
    for (const Block& block : blocks_of(lab, check)) show(page, block, ink_of(check));
    page.blank();
}

bool is_shortened(const LabResult& lab) {
    return !unsettled_checks(lab).empty();
}

void explain_lab(Page& page, const LabResult& lab, bool verbose) {
    if (verbose) {
        explain_in_full(page, lab);
        return page.rule();
    }
    explain_causes_shortly(page, lab);
    explain_unexplained_shortly(page, lab);
    explain_open_shortly(page, lab);
    page.blank();
}

}  // namespace grader
