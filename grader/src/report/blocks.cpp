#include "report/blocks.hpp"

#include <string>
#include <vector>

#include "report/check_words.hpp"

namespace grader {

std::vector<Block> blocks_of(const LabResult& lab, const CheckResult& check) {
    using Kind = Block::Kind;
    const Finding& finding = finding_of(check);
    const Labelled seen = seen_of(check);
    std::vector<Block> blocks = {{Kind::steps, "What we did", "", finding.steps},
                                 {Kind::text, "Expected", finding.expected},
                                 {Kind::text, seen.label, seen.text, {}, true, true},
                                 {Kind::text, "Runs", runs_of(check), {}, true}};
    for (const Exhibit& exhibit : finding.exhibits)
        blocks.push_back({Kind::exhibit, "", exhibit.title, exhibit.lines});
    if (const auto& line = finding.source) {
        blocks.push_back({Kind::exhibit, "Your code", place_of(*line)});
        if (!line->text.empty()) blocks.back().lines = {quoted(*line)};
    }
    if (check.verdict == Verdict::fail) {
        if (const std::string place = handout_place(lab, check); !check.why.empty() || !place.empty())
            blocks.push_back({Kind::text, "Why it matters", check.why, {place}});
        blocks.push_back({Kind::text, "Try", check.hint});
    } else {
        blocks.push_back({Kind::text, "What it means", std::string(meaning_of_open)});
    }
    blocks.push_back({Kind::command, "Replay", check.replay});
    return blocks;
}

}  // namespace grader
