#include "cli/watch/progress_of_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

std::string counted(std::size_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// What failed comes to its verdict; what was not run, or could not be decided, has none.
bool is_failure(const CheckResult& check) {
    return check.verdict == Verdict::fail || check.verdict == Verdict::not_reached;
}

}  // namespace

std::string summary_of(const Change& change) {
    if (change.is_first) return {};
    std::string text;
    const auto add = [&](const char* sign, const std::string& more) {
        text += (text.empty() ? "" : sign) + more;
    };
    if (!change.gone.empty()) add("", counted(change.gone.size(), "cause gone", "causes gone"));
    if (!change.fresh.empty())
        add(", ", change.gone.empty() ? counted(change.fresh.size(), "new cause", "new causes")
                                      : fmt::format("{} new", change.fresh.size()));
    if (change.passing > 0) add("; ", counted(change.passing, "check passes now", "checks pass now"));
    if (change.failing > 0) add("; ", counted(change.failing, "more check fails", "more checks fail"));
    if (text.empty()) text = "nothing changed";
    if (!change.unseen.empty())
        text +=
            fmt::format("; {} not looked for yet", counted(change.unseen.size(), "cause was", "causes were"));
    return text;
}

bool ProgressOfCauses::has_failed(const std::string& check) const {
    return std::find(failed_.begin(), failed_.end(), check) != failed_.end();
}

Change ProgressOfCauses::note(const LabResult& lab) {
    Change change;
    change.is_first = !std::exchange(knows_something_, true);
    if (lab.status == LabStatus::not_built || lab.status == LabStatus::not_started) {
        knows_something_ = !change.is_first;
        return change;
    }
    bool is_whole = true;
    for (const CheckResult& check : lab.checks) {
        if (is_failure(check) && !has_failed(check.name)) {
            failed_.push_back(check.name);
            ++change.failing;
        } else if (check.verdict == Verdict::pass && has_failed(check.name)) {
            failed_.erase(std::find(failed_.begin(), failed_.end(), check.name));
            ++change.passing;
        }
        is_whole = is_whole && check.verdict != Verdict::not_run;
    }
    std::vector<Known> now;
    for (const Cause& cause : lab.causes) {
        now.push_back({cause.id, cause.explains});
        const bool was_there = std::any_of(causes_.begin(), causes_.end(),
                                           [&](const Known& known) { return known.id == cause.id; });
        if (!was_there) change.fresh.push_back(cause.id);
    }
    for (Known& known : causes_) {
        if (std::any_of(now.begin(), now.end(), [&](const Known& other) { return other.id == known.id; }))
            continue;
        const bool is_gone =
            is_whole || std::none_of(known.explains.begin(), known.explains.end(),
                                     [this](const std::string& check) { return has_failed(check); });
        (is_gone ? change.gone : change.unseen).push_back(known.id);
        if (!is_gone) now.push_back(std::move(known));
    }
    causes_ = std::move(now);
    return change;
}

}  // namespace grader
