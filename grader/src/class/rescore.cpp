#include "class/rescore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

void rescore_lab(LabResult& lab, const Rubric& rubric, bool is_partial, std::vector<std::string>& notices) {
    lab.title = rubric.title;
    lab.handout = rubric.handout;
    lab.stages = rubric.stages;
    std::vector<CheckResult> checks;
    for (const RubricCheck& entry : rubric.checks) {
        const auto found = std::find_if(lab.checks.begin(), lab.checks.end(),
                                        [&](const CheckResult& check) { return check.name == entry.name; });
        if (found == lab.checks.end()) {
            if (!is_partial)
                notices.push_back(
                    fmt::format("lab {} has a check that was not graded: {}", lab.lab, entry.name));
            continue;
        }
        CheckResult check = std::move(*found);
        check.title = entry.title;
        check.stage = entry.stage;
        check.max_points = entry.points;
        check.advisory = entry.advisory;
        check.points = check.verdict == Verdict::pass && !check.advisory ? check.max_points : 0;
        check.why = entry.why;
        check.hint = entry.hint;
        check.link = entry.link;
        checks.push_back(std::move(check));
    }
    lab.checks = std::move(checks);
    for (Cause& cause : lab.causes) {
        const auto is_gone = [&](const std::string& name) {
            return std::none_of(lab.checks.begin(), lab.checks.end(),
                                [&](const CheckResult& check) { return check.name == name; });
        };
        cause.explains.erase(std::remove_if(cause.explains.begin(), cause.explains.end(), is_gone),
                             cause.explains.end());
    }
    lab.causes.erase(std::remove_if(lab.causes.begin(), lab.causes.end(),
                                    [](const Cause& cause) { return cause.explains.empty(); }),
                     lab.causes.end());
    if (lab.status != LabStatus::not_built && lab.status != LabStatus::not_started) lab.status = lab.judge();
}

}  // namespace

Rescored rescore(ResultDocument document, const std::map<int, Rubric>& rubrics) {
    Rescored rescored{std::move(document), {}};
    for (LabResult& lab : rescored.document.labs) {
        const auto rubric = rubrics.find(lab.lab);
        if (rubric == rubrics.end())
            rescored.notices.push_back(fmt::format("there is no rubric of lab {}; its points stay", lab.lab));
        else
            rescore_lab(lab, rubric->second, rescored.document.partial, rescored.notices);
    }
    return rescored;
}

}  // namespace grader
