#include "class/points.hpp"

#include <algorithm>

namespace grader {

const LabResult* lab_numbered(const ResultDocument& document, int number) {
    const auto found = std::find_if(document.labs.begin(), document.labs.end(),
                                    [&](const LabResult& one) { return one.lab == number; });
    return found == document.labs.end() ? nullptr : &*found;
}

int open_points(const LabResult& lab) {
    if (lab.status == LabStatus::not_built || lab.status == LabStatus::not_started) return 0;
    int sum = 0;
    for (const CheckResult& check : lab.checks) {
        const bool has_none = check.verdict == Verdict::inconclusive || check.verdict == Verdict::not_run;
        if (has_none && !check.advisory) sum += check.max_points;
    }
    return sum;
}

bool is_settled(const LabResult& lab) {
    return lab.status != LabStatus::unfinished && open_points(lab) == 0;
}

}  // namespace grader
