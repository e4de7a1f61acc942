#include "report/explanation.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "report/blocks.hpp"
#include "report/check_words.hpp"

namespace grader {

namespace {

constexpr std::size_t full_when_many = 3;

bool failed(const CheckResult& check) {
    return check.verdict == Verdict::fail;
}

void title(Page& page, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    page.blank();
    page.row(0, {std::string(mark.sign), mark.ink}, {check.name, Ink::strong}, {mark.points, mark.ink});
    page.paragraph(2, {check.title});
}

void seen(Page& page, const CheckResult& check) {
    const Labelled seen = seen_of(check);
    page.labelled(seen.label, {seen.text, failed(check) ? Ink::bad : Ink::open});
}

void show(Page& page, const CheckResult& check, const Block& block) {
    if (!block.goes_on) page.blank();
    switch (block.kind) {
        case Block::Kind::text:
            if (block.is_verdict) return seen(page, check);
            page.labelled(block.label, {block.text});
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
            return page.copyable(block.label, block.text);
    }
}

void briefly(Page& page, const CheckResult& check, const std::string* same_as) {
    title(page, check);
    if (same_as != nullptr) {
        page.labelled(seen_of(check).label, {"the same as in " + *same_as});
    } else {
        seen(page, check);
    }
    page.labelled("Runs", {runs_of(check)});
    if (failed(check)) page.labelled("Try", {check.hint});
    page.copyable("Replay", check.replay);
}

}  // namespace

void explain_check(Page& page, const LabResult& lab, const CheckResult& check) {
    title(page, check);
    for (const Block& block : blocks_of(lab, check)) show(page, check, block);
    page.blank();
}

void tell_story(Page& page, const CheckResult& check) {
    title(page, check);
    CheckResult story = check;
    if (story.finding) story.finding->exhibits.clear();
    story.why = story.hint = story.link = story.replay = "";
    for (const Block& block : blocks_of({}, story)) show(page, story, block);
    page.blank();
}

void explain_checks(Page& page, const LabResult& lab, bool verbose) {
    const std::vector<const CheckResult*> unsettled = unsettled_checks(lab);
    const bool all = verbose || unsettled.size() <= max_full_explanations;
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
