// Small results for tests of a class.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "class/records.hpp"

namespace grader {

inline CheckResult check_of(const std::string& name, Verdict verdict, int points,
                            const std::string& stage = "A") {
    CheckResult check;
    check.name = name;
    check.stage = stage;
    check.verdict = verdict;
    check.max_points = points;
    check.points = verdict == Verdict::pass ? points : 0;
    check.runs = 1;
    check.passed_runs = verdict == Verdict::pass ? 1 : 0;
    return check;
}

inline Outcome graded(std::vector<CheckResult> checks) {
    LabResult lab;
    lab.lab = 4;
    lab.stages = {{"A", "One client"}, {"B", "More"}};
    lab.checks = std::move(checks);
    lab.status = lab.judge();
    ResultDocument document;
    document.finished = true;
    document.labs = {lab};
    Outcome outcome;
    outcome.state.has_verdict = outcome.state.is_final = true;
    outcome.state.attempts = {Attempt()};
    outcome.document = document;
    return outcome;
}

inline Student student(const std::string& id) {
    Student one;
    one.id = id;
    return one;
}

}  // namespace grader
