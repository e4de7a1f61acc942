#include "result/rubric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/labs.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The names of `wanted` that are not in `present`, each with the name it may have been meant to be.
std::string missing_names(const std::vector<std::string>& wanted, const std::vector<std::string>& present) {
    std::string list;
    for (const std::string& name : wanted) {
        if (contains(present, name)) continue;
        list += fmt::format("\n    {}", name);
        if (const auto meant = nearest(name, present)) list += fmt::format(" (like {}?)", *meant);
    }
    return list;
}

}  // namespace

int Rubric::total_points() const {
    int sum = 0;
    for (const RubricCheck& check : checks) {
        if (!check.advisory) sum += check.points;
    }
    return sum;
}

void require_checks(const Rubric& rubric, const std::vector<std::string>& implemented) {
    std::vector<std::string> named;
    for (const RubricCheck& check : rubric.checks) named.push_back(check.name);

    std::string problems;
    if (const std::string undecided = missing_names(named, implemented); !undecided.empty()) {
        problems += "\n  in the rubric, but no test decides them:" + undecided;
    }
    if (const std::string unpriced = missing_names(implemented, named); !unpriced.empty()) {
        problems += "\n  tests that the rubric does not name:" + unpriced;
    }
    if (problems.empty()) return;
    throw UserError(fmt::format("the rubric and the checks of {} do not match; make the names equal:{}",
                                lab_phrase(rubric.lab), problems));
}

}  // namespace grader
