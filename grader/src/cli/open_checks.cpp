#include "cli/open_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace grader {

Decided count_decided(const ResultDocument& document) {
    Decided decided;
    for (const LabResult& lab : document.labs) {
        decided.of += lab.checks.size();
        decided.count += std::count_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
            return check.verdict != Verdict::not_run;
        });
    }
    return decided;
}

void leave_open(LabResult& lab, const std::string& reason) {
    for (CheckResult& check : lab.checks) {
        if (check.verdict != Verdict::not_run) continue;
        check.verdict = Verdict::inconclusive;
        check.finding.emplace().seen = reason;
    }
}

void leave_out_for_time(LabResult& lab, const std::string& because) {
    for (CheckResult& check : lab.checks) {
        if (check.verdict != Verdict::not_run || check.finding) continue;
        check.finding.emplace();
        check.finding->seen =
            fmt::format("{}: {}. Alone it has more time (--check {})", no_time_left, because, check.name);
    }
}

void end_for_time(ResultDocument& document) {
    const std::string because = "what came before it used up the time of the grading";
    for (LabResult& lab : document.labs) {
        if (lab.status != LabStatus::unfinished) continue;
        leave_out_for_time(lab, because);
        lab.status = lab.judge();
    }
    document.notices.emplace_back(
        "the grading was ended when its time was over; checks that had not come to their end then are open, "
        "not lost");
    document.finished = true;
}

}  // namespace grader
