#include "report/blocks.hpp"

#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "report/cause_words.hpp"
#include "report/check_words.hpp"

namespace grader {

namespace {

using Kind = Block::Kind;

Block code_of(const SourceLine& line) {
    Block code = {Kind::exhibit, "Your code", place_of(line)};
    if (line.text.empty()) return code;
    code.lines = quoted(line);
    code.marked = line.before.size();
    return code;
}

}  // namespace

std::vector<Block> blocks_of(const LabResult& lab, const CheckResult& check) {
    const Finding& finding = finding_of(check);
    const Labelled seen = seen_of(check);
    const auto cause = lab.cause_of(check.name);
    std::vector<Block> blocks = {{Kind::steps, "What we did", "", finding.steps},
                                 {Kind::text, "Expected", finding.expected},
                                 {Kind::text, seen.label, seen.text, {}, true, true},
                                 {Kind::text, "Runs", runs_of(check), {}, true}};
    for (const Exhibit& exhibit : finding.exhibits)
        blocks.push_back({Kind::exhibit, "", exhibit.title, exhibit.lines});
    if (finding.source) blocks.push_back(code_of(*finding.source));
    if (check.verdict == Verdict::fail && cause) {
        blocks.push_back(
            {Kind::text, "Cause", fmt::format("{}. {}", *cause + 1, claim_of(lab.causes[*cause]))});
    } else if (check.verdict == Verdict::fail && check.finding) {
        if (!check.advisory) blocks.push_back({Kind::text, "Cause", std::string(no_cause_text)});
        if (const std::string place = handout_place(lab, check); !check.why.empty() || !place.empty())
            blocks.push_back({Kind::text, "About the check", check.why, {place}});
        blocks.push_back({Kind::text, check.advisory ? "Try" : "In general", check.hint});
    } else if (check.verdict == Verdict::inconclusive) {
        blocks.push_back({Kind::text, "What it means", std::string(meaning_of_open)});
    }
    blocks.push_back({Kind::command, "Replay", check.replay});
    return blocks;
}

std::vector<Block> blocks_of(const LabResult& lab, const Cause& cause) {
    std::vector<Block> blocks;
    for (std::size_t at = 0; at < cause.evidence.size(); ++at)
        blocks.push_back({Kind::text, at == 0 ? "Seen" : "", cause.evidence[at], {}, at > 0, true});
    if (!cause.sure)
        blocks.push_back({Kind::text, "How sure", "Likely: other mistakes can look like this.", {}, true});
    if (cause.source) blocks.push_back(code_of(*cause.source));
    for (const Exhibit& exhibit : cause.exhibits)
        blocks.push_back({Kind::exhibit, "", exhibit.title, exhibit.lines});
    if (cause.timeline) {
        Block moment = {Kind::moment, "The moment", cause.timeline->title};
        moment.timeline = &*cause.timeline;
        blocks.push_back(std::move(moment));
    }
    blocks.push_back({Kind::text, "Why it is wrong", cause.why});
    if (const std::string place = handout_place(lab, cause); !place.empty()) {
        Block passage = {Kind::passage, "Handout", place, {}, !cause.why.empty()};
        if (!cause.passage.empty()) passage.lines = {cause.passage};
        blocks.push_back(std::move(passage));
    }
    for (const Labelled& hint : hints_of(cause))
        blocks.push_back(
            {Kind::text, hint.label, hint.text, {}, hint.label != hints_of(cause).front().label});
    blocks.push_back({Kind::command, "More", more_of(cause), {}, true});
    return blocks;
}

}  // namespace grader
