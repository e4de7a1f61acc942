#include "checks/second_look.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/time_limit.hpp"
#include "checks/catalogue.hpp"

namespace grader {

namespace {

/// Checks that failed in the same way have the same key.
std::string way_of(const CheckKind& kind, const Finding& finding) {
    // They all look at the same session.
    if (kind.scene && finding.facts.empty()) return "scene";
    std::string key;
    std::set<std::string_view> kinds;
    for (const Fact& fact : finding.facts) kinds.insert(name_of(fact.kind));
    for (const std::string_view name : kinds) key.append(name).append(" ");
    // What a check saw itself may be anything: it is in its words.
    return key.empty() ? finding.seen : key;
}

std::optional<CloseLook> look_again(const CheckResult& check, int lab, Given given) {
    CloseLook look;
    look.lab = lab;
    look.check = check.name;
    look.sources = given.subject.sources;
    Outcome outcome;
    // What others need is not missing to who is to be looked at.
    const std::optional<MissingNeed> none;
    const bool is_over = false;
    const Given again{given.subject, given.scenes, outcome, none, is_over, &look};
    const std::unique_ptr<Check> played(kind_of(lab, check.name).make(again));
    if (played->play() != Verdict::fail) return std::nullopt;
    look.finding = std::move(*outcome.finding);
    return look;
}

}  // namespace

void SecondLooks::take(const LabResult& lab, const Given& given,
                       std::chrono::steady_clock::time_point until) {
    // Those that are worth more time than others take long, and what they show, others mostly show, too.
    constexpr double dearest = 3;
    const auto for_each = time_for_second_looks(given.subject.slowdown) * 2 / 5;
    // Who debugs looks for himself.
    if (!given.subject.can_trace() || given.subject.at_failure) return;
    for (const CheckResult& check : lab.checks) {
        if (check.verdict != Verdict::fail || !check.finding) continue;
        const CheckKind& kind = kind_of(lab.lab, check.name);
        if (kind.weight > dearest || !ways_.insert(way_of(kind, *check.finding)).second) continue;
        const auto now = std::chrono::steady_clock::now();
        if (now >= until) break;
        const TimeLimit limit(std::min(until, now + for_each));
        if (auto look = look_again(check, lab.lab, given)) looks_.push_back(std::move(*look));
    }
}

}  // namespace grader
