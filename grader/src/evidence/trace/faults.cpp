#include "evidence/trace/faults.hpp"

#include <algorithm>

namespace grader {

namespace {

bool names(const FaultRule& rule, std::string_view call) {
    return std::find(rule.calls.begin(), rule.calls.end(), call) != rule.calls.end();
}

}  // namespace

Faults::Faults(std::vector<FaultRule> rules) {
    for (FaultRule& rule : rules) rules_.push_back({std::move(rule), 0, 0});
}

bool Faults::may_strike(std::string_view call) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const Counted& entry) { return names(entry.rule, call); });
}

const FaultRule* Faults::strike(std::string_view call, const Descriptor& descriptor) {
    const FaultRule* hit = nullptr;
    for (Counted& entry : rules_) {
        if (!names(entry.rule, call)) continue;
        if (entry.rule.on_connections && descriptor.kind != "connection") continue;
        ++entry.matched;
        const bool exhausted = entry.rule.at_most >= 0 && entry.struck >= entry.rule.at_most;
        if (hit != nullptr || exhausted || entry.matched % entry.rule.every != 0) continue;
        ++entry.struck;
        hit = &entry.rule;
    }
    return hit;
}

}  // namespace grader
