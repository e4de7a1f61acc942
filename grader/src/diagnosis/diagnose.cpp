#include "diagnosis/diagnose.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace grader {

namespace {

using Failures = std::vector<const CheckResult*>;

Failures failures_of(const LabResult& lab) {
    Failures failed;
    for (const CheckResult& check : lab.checks) {
        if (check.verdict == Verdict::fail && check.finding) failed.push_back(&check);
    }
    return failed;
}

bool shows(const KnownCause& cause, const CheckResult& check) {
    const auto holds = [&](const Condition& condition) { return condition.holds(check); };
    return std::all_of(cause.when.begin(), cause.when.end(), holds) &&
           std::none_of(cause.unless.begin(), cause.unless.end(), holds);
}

/// Whether what must work does.
bool is_possible(const KnownCause& cause, const Failures& failed) {
    return std::none_of(failed.begin(), failed.end(), [&](const CheckResult* check) {
        return std::any_of(cause.passes.begin(), cause.passes.end(),
                           [&](const Condition& condition) { return condition.holds(*check); });
    });
}

/// Whether each check that must pass has been seen to. (With --check some are not asked.)
bool is_seen_to_be_possible(const KnownCause& cause, const LabResult& lab) {
    return std::all_of(cause.passes.begin(), cause.passes.end(), [&](const Condition& condition) {
        return condition.fact ||
               std::any_of(lab.checks.begin(), lab.checks.end(), [&](const CheckResult& check) {
                   return check.verdict == Verdict::pass && condition.holds(check);
               });
    });
}

bool explains(const KnownCause& cause, const CheckResult& check) {
    return shows(cause, check) ||
           std::any_of(cause.explains.begin(), cause.explains.end(),
                       [&](const Condition& condition) { return condition.holds(check); });
}

/// `shown_by` is the check that shows the cause.
Cause told(const KnownCause& known, const LabResult& lab, const CheckResult& shown_by) {
    Cause cause;
    cause.id = known.id;
    cause.why = known.why;
    cause.link = known.links.at(lab.lab);
    cause.sure = known.sure && is_seen_to_be_possible(known, lab);
    std::string value;
    for (const std::vector<Condition>* conditions : {&known.when, &known.also}) {
        for (const Condition& condition : *conditions) {
            const Fact* fact = condition.fact_of(shown_by);
            if (fact == nullptr) continue;
            if (cause.evidence.empty()) value = fact->value;
            // One fact may be among the alternatives of two conditions.
            if (std::find(cause.evidence.begin(), cause.evidence.end(), fact->seen) == cause.evidence.end())
                cause.evidence.push_back(fact->seen);
            if (!cause.source) cause.source = fact->source;
        }
    }
    if (cause.evidence.empty()) cause.evidence.push_back(shown_by.finding->seen);
    if (!cause.source) cause.source = shown_by.finding->source;
    cause.exhibits = shown_by.finding->exhibits;
    cause.what = with_value(known.what, value);
    for (const std::string& hint : known.hints) cause.hints.push_back(with_value(hint, value));
    return cause;
}

/// Places of the rubric's stages, and how many checks of each a cause explains: more of an earlier one is
/// first.
std::vector<std::size_t> weight_of(const Cause& cause, const LabResult& lab) {
    std::vector<std::size_t> count(lab.stages.size() + 1);
    for (const CheckResult& check : lab.checks) {
        if (std::find(cause.explains.begin(), cause.explains.end(), check.name) == cause.explains.end())
            continue;
        const auto stage = std::find_if(lab.stages.begin(), lab.stages.end(),
                                        [&](const Stage& one) { return one.id == check.stage; });
        ++count[static_cast<std::size_t>(stage - lab.stages.begin())];
    }
    return count;
}

/// What is not reached for want of a check that a cause explains is explained by it, too.
void add_not_reached(Cause& cause, const LabResult& lab) {
    std::set<std::string> explained(cause.explains.begin(), cause.explains.end());
    for (const CheckResult& check : lab.checks) {
        if (check.verdict != Verdict::not_reached || !check.missing) continue;
        const std::vector<std::string>& lacking = check.missing->failed;
        if (std::any_of(lacking.begin(), lacking.end(),
                        [&](const std::string& name) { return explained.count(name) != 0; }))
            cause.explains.push_back(check.name);
    }
}

}  // namespace

std::string with_value(std::string_view text, std::string_view value) {
    constexpr std::string_view place = "{value}";
    std::string result(text);
    for (auto at = result.find(place); at != std::string::npos; at = result.find(place, at + value.size()))
        result.replace(at, place.size(), value);
    return result;
}

std::vector<Cause> diagnose(const LabResult& lab, const std::vector<KnownCause>& known) {
    const Failures failed = failures_of(lab);
    std::vector<Cause> causes;
    std::set<std::string> explained;
    for (const KnownCause& one : known) {
        if (!is_possible(one, failed)) continue;
        const auto shown_by = std::find_if(failed.begin(), failed.end(), [&](const CheckResult* check) {
            // What another cause explains shows nothing of this one.
            return explained.count(check->name) == 0 && shows(one, *check);
        });
        if (shown_by == failed.end()) continue;
        Cause cause = told(one, lab, **shown_by);
        for (const CheckResult* check : failed) {
            if (!explains(one, *check) || !explained.insert(check->name).second) continue;
            cause.explains.push_back(check->name);
        }
        if (!cause.explains.empty()) causes.push_back(std::move(cause));
    }
    for (Cause& cause : causes) add_not_reached(cause, lab);
    std::stable_sort(causes.begin(), causes.end(), [&](const Cause& left, const Cause& right) {
        return weight_of(left, lab) > weight_of(right, lab);
    });
    return causes;
}

}  // namespace grader
