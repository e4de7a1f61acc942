#include "report/gradescope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/labs.hpp"
#include "report/check_text.hpp"
#include "report/footer.hpp"
#include "report/overview.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

using nlohmann::json;

json test_of(const ResultDocument& document, const LabResult& lab, std::size_t number) {
    const CheckResult& check = lab.checks[number - 1];
    json test = {{"name", entry_name(document, lab, check)},
                 {"number", fmt::format("{}.{}",
                                        is_practice(lab.lab) ? "P" + std::to_string(lab.lab - first_practice)
                                                             : std::to_string(lab.lab),
                                        number)},
                 {"score", earned_points(check)},
                 // Points over a maximum of 0 are extra credit.
                 {"max_score", document.is_bonus(lab) ? 0 : countable_points(check)},
                 {"output", explanation_text(lab, check)},
                 {"output_format", "text"},
                 {"visibility", "visible"},
                 {"tags", {lab_directory(lab.lab)}},
                 {"extra_data", {{"check", check.name}, {"verdict", word(check.verdict)}}}};
    if (check.verdict == Verdict::pass) test["status"] = "passed";
    // A failed piece of advice would be painted as lost points.
    const bool lost = check.verdict == Verdict::fail || check.verdict == Verdict::not_reached;
    if (lost && !check.advisory) test["status"] = "failed";
    return test;
}

/// What is about the whole submission: verdict, why a lab has no checks to show, and the end of the terminal
/// report.
std::string output_of(const ResultDocument& document) {
    Page page({false, 100, false});
    for (const LabResult& lab : document.labs) {
        if (lab.status == LabStatus::not_built) show_diagnostics(page, lab, true);
        if (lab.status == LabStatus::not_started) show_not_started(page, lab);
    }
    show_footer(page, document, false);
    const std::string before = preamble(document);
    return before.empty() ? page.text() : before + '\n' + page.text();
}

}  // namespace

std::string render_gradescope(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    json tests = json::array();
    for (const LabResult& lab : document.labs) {
        for (std::size_t number = 1; number <= lab.checks.size(); ++number)
            tests.push_back(test_of(document, lab, number));
    }
    const json result = {
        {"score", document.score()},
        {"execution_time", (std::max(document.duration_ms, 0L) + 999) / 1000},
        {"output", output_of(document)},
        {"output_format", "text"},
        {"visibility", "visible"},
        {"stdout_visibility", "hidden"},
        {"tests", std::move(tests)},
        {"extra_data", {{"finished", document.finished}, {"status", word(document.status())}}}};
    return result.dump(2) + '\n';
}

}  // namespace grader
