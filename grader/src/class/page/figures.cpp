#include "class/page/figures.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "class/points.hpp"
#include "report/cause_words.hpp"

namespace grader {

namespace {

CheckFigures& figures_for(LabFigures& lab, const CheckResult& check) {
    const auto known = std::find_if(lab.checks.begin(), lab.checks.end(),
                                    [&](const CheckFigures& one) { return one.name == check.name; });
    if (known != lab.checks.end()) return *known;
    CheckFigures figures;
    figures.name = check.name;
    figures.title = check.title;
    figures.stage = check.stage;
    figures.max_points = check.max_points;
    figures.advisory = check.advisory;
    lab.checks.push_back(std::move(figures));
    return lab.checks.back();
}

CauseFigures& figures_for(LabFigures& lab, const LabResult& result, const Cause& cause) {
    const auto known = std::find_if(lab.causes.begin(), lab.causes.end(),
                                    [&](const CauseFigures& one) { return one.id == cause.id; });
    if (known != lab.causes.end()) return *known;
    CauseFigures figures;
    figures.id = cause.id;
    figures.place = handout_place(result, cause);
    lab.causes.push_back(std::move(figures));
    return lab.causes.back();
}

void count(LabFigures& lab, const CheckResult& check) {
    CheckFigures& figures = figures_for(lab, check);
    switch (check.verdict) {
        case Verdict::pass:
            ++figures.passed;
            break;
        case Verdict::fail:
        case Verdict::not_reached:
            ++figures.failed;
            break;
        case Verdict::inconclusive:
            ++figures.open;
            break;
        case Verdict::not_run:
            ++(lacked_time(check) ? figures.open : figures.without_run);
            break;
    }
}

void count_score(LabFigures& lab, const LabResult& result, bool partial) {
    if (result.status == LabStatus::not_built) ++lab.not_built;
    if (result.status == LabStatus::not_started) ++lab.not_started;
    if (!is_settled(result)) {
        ++lab.open;
        return;
    }
    if (partial || result.max_score() == 0) return;
    lab.max_score = result.max_score();
    const int score = result.score();
    lab.scores.push_back(score);
    const int tenth = std::clamp(score * 10 / result.max_score(), 0, 10);
    ++lab.spread.at(static_cast<std::size_t>(tenth));
}

/// What is said of each cause, and how often.
using Sayings = std::map<std::string, std::map<std::string, std::size_t>>;

void count_causes(LabFigures& lab, const LabResult& result, std::size_t student, Sayings& sayings) {
    for (const Cause& cause : result.causes) {
        CauseFigures& figures = figures_for(lab, result, cause);
        ++sayings[cause.id][cause.what];
        if (!figures.students.empty() && figures.students.back() == student) continue;
        figures.students.push_back(student);
        figures.points += result.points_lost_by(cause);
        if (!cause.sure) ++figures.likely_only;
    }
    if (!unexplained_checks(result).empty()) lab.unexplained.push_back(student);
}

void take(LabFigures& lab, const LabResult& result, bool partial) {
    if (lab.title.empty()) lab.title = result.title;
    for (const Stage& stage : result.stages) {
        const bool is_new = std::none_of(lab.stages.begin(), lab.stages.end(),
                                         [&](const Stage& one) { return one.id == stage.id; });
        if (is_new) lab.stages.push_back(stage);
    }
    for (const CheckResult& check : result.checks) count(lab, check);
    count_score(lab, result, partial);
}

void finish(LabFigures& lab, Sayings& sayings) {
    std::sort(lab.scores.begin(), lab.scores.end());
    for (CauseFigures& cause : lab.causes) {
        const auto& said = sayings[cause.id];
        cause.what = std::max_element(said.begin(), said.end(), [](const auto& one, const auto& other) {
                         return one.second < other.second;
                     })->first;
    }
    std::stable_sort(lab.causes.begin(), lab.causes.end(),
                     [](const CauseFigures& one, const CauseFigures& other) {
                         return std::pair(one.students.size(), one.points) >
                                std::pair(other.students.size(), other.points);
                     });
}

}  // namespace

double LabFigures::mean() const {
    if (scores.empty()) return 0;
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

double LabFigures::median() const {
    if (scores.empty()) return 0;
    const std::size_t half = scores.size() / 2;
    return scores.size() % 2 == 1 ? scores[half] : (scores[half - 1] + scores[half]) / 2.0;
}

std::vector<LabFigures> figures_of(const std::vector<Outcome>& outcomes) {
    std::map<int, std::pair<LabFigures, Sayings>> labs;
    for (std::size_t student = 0; student < outcomes.size(); ++student) {
        if (!outcomes[student].document) continue;
        const ResultDocument& document = *outcomes[student].document;
        for (const LabResult& result : document.labs) {
            auto& [lab, sayings] = labs[result.lab];
            lab.lab = result.lab;
            take(lab, result, document.partial);
            count_causes(lab, result, student, sayings);
        }
    }
    std::vector<LabFigures> all;
    for (auto& [number, figures] : labs) {
        finish(figures.first, figures.second);
        all.push_back(std::move(figures.first));
    }
    return all;
}

std::vector<std::string> forgeries_in(const ResultDocument& document) {
    std::vector<std::string> found;
    // course/changed.sh says so of files that grade.
    for (const std::string& notice : document.notices) {
        if (notice.find("is not as the course gave it") != std::string::npos) found.push_back(notice);
    }
    for (const LabResult& lab : document.labs) {
        for (const CheckResult& check : lab.checks) {
            if (!check.finding) continue;
            const Facts& facts = check.finding->facts;
            const bool hides = std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
                return fact.kind == FactKind::hides_from_sanitizers;
            });
            if (hides) found.push_back(check.finding->seen);
        }
    }
    return found;
}

}  // namespace grader
