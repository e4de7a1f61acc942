#include "report/cause_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

namespace {

std::string counted_points(int points) {
    return fmt::format("{} {}", points, points == 1 ? "point" : "points");
}

/// Whether its points are lost to something that was found: a failure, or that a failure kept it from
/// running.
bool is_lost(const LabResult& lab, const CheckResult& check) {
    return !check.advisory && (check.verdict == Verdict::fail || lab.cause_of(check.name).has_value());
}

}  // namespace

std::string claim_of(const Cause& cause) {
    std::string claim = cause.what;
    while (claim.ends_with('.')) claim.pop_back();
    if (cause.source) claim += fmt::format(" ({}:{})", cause.source->file, cause.source->line);
    return claim + ".";
}

std::string share_of(const LabResult& lab, const Cause& cause) {
    if (lab.checks.empty()) return {};
    const std::vector<const CheckResult*> explained = explained_by(lab, cause);
    const auto counted = std::count_if(explained.begin(), explained.end(),
                                       [](const CheckResult* check) { return !check->advisory; });
    const auto lost = std::count_if(lab.checks.begin(), lab.checks.end(),
                                    [&lab](const CheckResult& check) { return is_lost(lab, check); });
    if (counted == 0) return "No points hang on it.";
    const std::string points = counted_points(lab.points_lost_by(cause));
    if (lost == 1) return fmt::format("It explains the only failure, {}.", points);
    return fmt::format("It explains {} of {} failures, {}.", counted, lost, points);
}

std::string points_text(const LabResult& lab, const Cause& cause) {
    if (lab.checks.empty()) return {};
    const int points = lab.points_lost_by(cause);
    return points == 0 ? "advice" : counted_points(points);
}

std::string cause_text(const LabResult& lab, const CheckResult& check) {
    const auto at = lab.cause_of(check.name);
    return at ? fmt::format("Cause {}", *at + 1) : "";
}

std::vector<const CheckResult*> explained_by(const LabResult& lab, const Cause& cause) {
    std::vector<const CheckResult*> explained;
    for (const CheckResult& check : lab.checks) {
        if (std::find(cause.explains.begin(), cause.explains.end(), check.name) != cause.explains.end())
            explained.push_back(&check);
    }
    return explained;
}

std::vector<Labelled> hints_of(const Cause& cause) {
    static constexpr std::array<std::string_view, 3> labels = {"Question", "Direction", "How"};
    std::vector<Labelled> hints;
    for (std::size_t at = 0; at < std::min(cause.hints.size(), labels.size()); ++at)
        hints.push_back({labels.at(at), cause.hints[at]});
    return hints;
}

std::string more_of(const Cause& cause) {
    constexpr std::size_t levels = 3;
    return cause.hints.size() < levels ? fmt::format("./lab hint {}", cause.id) : "";
}

std::string handout_place(const LabResult& lab, const Cause& cause) {
    if (lab.handout.empty() || cause.link.empty()) return {};
    return fmt::format("{}#{}", lab.handout, cause.link);
}

std::vector<const CheckResult*> unexplained_checks(const LabResult& lab) {
    std::vector<const CheckResult*> unexplained;
    for (const CheckResult* check : unsettled_checks(lab)) {
        if (check->verdict == Verdict::fail && check->finding && !lab.cause_of(check->name))
            unexplained.push_back(check);
    }
    return unexplained;
}

}  // namespace grader
