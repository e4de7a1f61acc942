#include "evidence/trace/faults.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>
#include <vector>

#include "evidence/trace/event_log.hpp"

namespace grader {

namespace {

bool names(const FaultRule& rule, Call call) {
    return std::find(rule.calls.begin(), rule.calls.end(), call) != rule.calls.end();
}

bool in_scope(const FaultRule& rule, const Event& call) {
    if (rule.scope == FaultScope::all) return true;
    return is_connection(rule.scope == FaultScope::from_connections ? read_from(call) : written_to(call));
}

/// Whether the call waits for a connection, and not for ever.
bool may_elapse(const Event& call) {
    return call.asked_ns > 0 &&
           (is_connection(read_from(call)) ||
            std::any_of(call.waited.begin(), call.waited.end(),
                        [](const Descriptor& descriptor) { return is_connection(descriptor); }));
}

}  // namespace

Faults::Faults(std::vector<FaultRule> rules) {
    for (FaultRule& rule : rules) rules_.push_back({std::move(rule), 0, 0});
}

bool Faults::may_strike(Call call) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const Counted& entry) { return names(entry.rule, call); });
}

const FaultRule* Faults::strike(const Event& call, std::uint64_t asked) {
    const FaultRule* hit = nullptr;
    for (Counted& entry : rules_) {
        if (!names(entry.rule, call.call) || !in_scope(entry.rule, call)) continue;
        // A call that does not wait is not interrupted.
        if (entry.rule.error == EINTR && call.asked_ns == 0) continue;
        if (entry.rule.cut_to != 0 && asked <= entry.rule.cut_to) continue;
        if (entry.rule.elapses && !may_elapse(call)) continue;
        ++entry.matched;
        const bool exhausted = entry.rule.at_most >= 0 && entry.struck >= entry.rule.at_most;
        if (hit != nullptr || exhausted || entry.matched % entry.rule.every != 0) continue;
        ++entry.struck;
        hit = &entry.rule;
    }
    return hit;
}

}  // namespace grader
