#include "cli/practice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/labs.hpp"
#include "cli/grade.hpp"
#include "cli/labs.hpp"
#include "result/document.hpp"
#include "result/rubric.hpp"

namespace grader {

namespace {

/// "  ✔ 1  A loop by hand   10/10"
std::string line_of(const Lab& lab, const GradeOptions& options, const ResultDocument& document) {
    const Rubric rubric = load_rubric(options.root / lab.rubric);
    const auto result = std::find_if(document.labs.begin(), document.labs.end(),
                                     [&](const LabResult& one) { return one.lab == lab.number; });
    const bool was_graded = result != document.labs.end();
    const bool is_done = was_graded && result->status == LabStatus::passed;
    const std::string points =
        was_graded ? fmt::format("{}/{}", result->score(), result->max_score()) : "not begun";
    return fmt::format("  {} {}  {:<26}{:>9}{}\n",
                       is_done      ? "✔"
                       : was_graded ? "✘"
                                    : "·",
                       lab.number - first_practice, rubric.title, points,
                       is_done ? "" : "   " + rubric.handout);
}

}  // namespace

int practice(const GradeOptions& options) {
    if (options.lab || !options.practice.empty()) return grade(options);
    require_course(options);
    std::vector<Lab> exercises = labs_in(options.root);
    std::erase_if(exercises, [](const Lab& lab) { return !lab.is_practice(); });
    if (exercises.empty()) throw UserError("this copy of the course has no practice: its course left it out");
    GradeOptions all = options;
    all.only_begun = true;
    for (const Lab& lab : exercises) all.practice.push_back(lab.number);
    ResultDocument document;
    document.finished = true;
    if (!find_submission(all).labs.empty()) document = graded(all);
    std::string text =
        fmt::format("{}Practice (no part of a lab's points):\n\n", document.labs.empty() ? "" : "\n");
    for (const Lab& lab : exercises) text += line_of(lab, options, document);
    if (document.labs.empty())
        text += fmt::format("\nBegin with {}.\n`./lab practice 1` grades what is in starter/practice1/.\n",
                            load_rubric(options.root / exercises.front().rubric).handout);
    std::fputs(text.c_str(), stdout);  // main() tells of a failure
    return document.labs.empty() ? 0 : document.exit_status();
}

}  // namespace grader
