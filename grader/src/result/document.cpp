#include "result/document.hpp"

#include <algorithm>

#include "base/labs.hpp"

namespace grader {

namespace {

bool any_check(const LabResult& lab, Verdict verdict) {
    return std::any_of(lab.checks.begin(), lab.checks.end(), [verdict](const CheckResult& check) {
        return !check.advisory && check.verdict == verdict;
    });
}

bool any_lab(const ResultDocument& document, LabStatus status) {
    return std::any_of(document.labs.begin(), document.labs.end(),
                       [&](const LabResult& lab) { return lab.status == status && !document.is_bonus(lab); });
}

}  // namespace

bool lacked_time(const CheckResult& check) {
    return (check.verdict == Verdict::inconclusive || check.verdict == Verdict::not_run) && check.finding &&
           check.finding->seen.rfind(no_time_left, 0) == 0;
}

int LabResult::score() const {
    int sum = 0;
    for (const CheckResult& check : checks) {
        if (!check.advisory && check.verdict == Verdict::pass) sum += check.points;
    }
    return sum;
}

int LabResult::max_score() const {
    int sum = 0;
    for (const CheckResult& check : checks) {
        if (!check.advisory) sum += check.max_points;
    }
    return sum;
}

LabStatus LabResult::judge() const {
    if (any_check(*this, Verdict::fail) || any_check(*this, Verdict::not_reached)) return LabStatus::failed;
    const bool for_time = std::any_of(checks.begin(), checks.end(), [](const CheckResult& check) {
        return !check.advisory && lacked_time(check);
    });
    if (any_check(*this, Verdict::inconclusive) || for_time) return LabStatus::inconclusive;
    const bool all_ran = std::none_of(checks.begin(), checks.end(), [](const CheckResult& check) {
        return check.verdict == Verdict::not_run && !lacked_time(check);
    });
    return all_ran && !checks.empty() ? LabStatus::passed : LabStatus::unfinished;
}

std::optional<std::size_t> LabResult::cause_of(const std::string& check) const {
    for (std::size_t at = 0; at < causes.size(); ++at) {
        const std::vector<std::string>& names = causes[at].explains;
        if (std::find(names.begin(), names.end(), check) != names.end()) return at;
    }
    return std::nullopt;
}

int LabResult::points_lost_by(const Cause& cause) const {
    int sum = 0;
    for (const CheckResult& check : checks) {
        if (check.advisory) continue;
        if (std::find(cause.explains.begin(), cause.explains.end(), check.name) != cause.explains.end())
            sum += check.max_points;
    }
    return sum;
}

int ResultDocument::score() const {
    int sum = 0;
    for (const LabResult& lab : labs) sum += lab.score();
    return sum;
}

bool ResultDocument::is_bonus(const LabResult& lab) const {
    return is_practice(lab.lab) && std::any_of(labs.begin(), labs.end(), [](const LabResult& other) {
               return !is_practice(other.lab);
           });
}

int ResultDocument::bonus() const {
    int sum = 0;
    for (const LabResult& lab : labs) sum += is_bonus(lab) ? lab.score() : 0;
    return sum;
}

int ResultDocument::max_score() const {
    int sum = 0;
    for (const LabResult& lab : labs) sum += is_bonus(lab) ? 0 : lab.max_score();
    return sum;
}

LabStatus ResultDocument::status() const {
    if (!finished || labs.empty() || any_lab(*this, LabStatus::unfinished)) return LabStatus::unfinished;
    for (const LabStatus status : {LabStatus::not_built, LabStatus::not_started, LabStatus::failed}) {
        if (any_lab(*this, status)) return status;
    }
    return any_lab(*this, LabStatus::inconclusive) ? LabStatus::inconclusive : LabStatus::passed;
}

int ResultDocument::exit_status() const {
    if (any_lab(*this, LabStatus::not_built) || any_lab(*this, LabStatus::not_started)) return 2;
    // A run that was cut short may have found a failure already: that is no longer open.
    const bool failed = any_lab(*this, LabStatus::failed) ||
                        std::any_of(labs.begin(), labs.end(), [this](const LabResult& lab) {
                            return any_check(lab, Verdict::fail) && !is_bonus(lab);
                        });
    if (failed) return 1;
    return status() == LabStatus::passed ? 0 : 3;
}

}  // namespace grader
