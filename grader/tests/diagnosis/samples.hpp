// Failed checks for tests of the search for causes.
#pragma once

#include <string>
#include <utility>

#include "result/document.hpp"

namespace grader {

inline CheckResult failed_check(std::string name, Facts facts, std::string stage = "A") {
    CheckResult check;
    check.name = std::move(name);
    check.stage = std::move(stage);
    check.max_points = 2;
    check.verdict = Verdict::fail;
    check.finding.emplace().seen = "something else was seen";
    check.finding->facts = std::move(facts);
    return check;
}

inline LabResult lab_with_failures(std::vector<CheckResult> checks) {
    LabResult lab;
    lab.lab = 4;
    lab.stages = {{"A", "one client"}, {"B", "many"}};
    lab.checks = std::move(checks);
    return lab;
}

}  // namespace grader
