#include "report/classroom50.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/pattern.hpp"
#include "report/check_text.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

using nlohmann::json;
using Submission = ReportContext::Classroom50;

constexpr std::size_t reason_bytes = 1000;

bool is_utc(const std::string& time) {
    static const Pattern form(R"(\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)");
    return !form.match(time).empty();
}

/// With what is empty filled in, or an error about all that can't be.
Submission completed(Submission submission, const ResultDocument& document) {
    for (std::string* text : {&submission.classroom, &submission.assignment, &submission.assignment_type,
                              &submission.owner, &submission.submission_tag, &submission.commit_url,
                              &submission.release_url, &submission.review_url, &submission.commit_date})
        *text = bounded_text(*text);
    if (submission.release_url.empty()) submission.release_url = submission.commit_url;
    if (submission.review_url.empty()) submission.review_url = submission.commit_url;
    if (submission.assignment_type.empty()) submission.assignment_type = "individual";
    if (submission.assignment_type == "team") submission.assignment_type = "group";
    if (submission.commit_date.empty()) submission.commit_date = document.started_utc;

    std::vector<std::string> problems;
    for (const auto& [name, value] :
         {std::pair("CLASSROOM", &submission.classroom), std::pair("ASSIGNMENT", &submission.assignment),
          std::pair("OWNER", &submission.owner), std::pair("SUBMISSION_TAG", &submission.submission_tag),
          std::pair("COMMIT_URL", &submission.commit_url)}) {
        if (value->empty()) problems.push_back(fmt::format("{} is not set", name));
    }
    if (!submission.submission_tag.empty() && !submission.submission_tag.starts_with("submit/"))
        problems.push_back(
            fmt::format("SUBMISSION_TAG does not start with submit/: \"{}\"", submission.submission_tag));
    if (submission.assignment_type != "individual" && submission.assignment_type != "group")
        problems.push_back(fmt::format("ASSIGNMENT_TYPE is neither individual nor group: \"{}\"",
                                       submission.assignment_type));
    if (!is_utc(submission.commit_date))
        problems.push_back(
            fmt::format("COMMIT_DATE is not like 2026-11-23T08:00:00Z: \"{}\"", submission.commit_date));
    if (!problems.empty())
        throw UserError(
            fmt::format("a classroom50 report needs what Classroom 50's runner sets in the "
                        "environment: {}",
                        fmt::join(problems, "; ")));
    return submission;
}

json test_of(const ResultDocument& document, const LabResult& lab, const CheckResult& check) {
    json test = {{"test-name", entry_name(document, lab, check)},
                 {"passed", check.verdict == Verdict::pass},
                 {"score", earned_points(check)},
                 {"max-score", countable_points(check)},
                 {"check", check.name},
                 {"verdict", word(check.verdict)}};
    if (check.verdict != Verdict::pass) test["message"] = reason_line(lab, check, reason_bytes);
    return test;
}

json tests_of(const ResultDocument& document) {
    json tests = json::array();
    for (const LabResult& lab : document.labs) {
        // Points over the maximum would make the result invalid.
        if (document.is_bonus(lab)) continue;
        for (const CheckResult& check : lab.checks) {
            if (!check.advisory) tests.push_back(test_of(document, lab, check));
        }
    }
    if (document.status() == LabStatus::unfinished)
        tests.push_back({{"test-name", "The grading came to its end"},
                         {"passed", false},
                         {"score", 0},
                         {"max-score", 0}});
    return tests;
}

}  // namespace

std::string render_classroom50(const ResultDocument& unbounded, const Submission& given) {
    const ResultDocument document = bounded(unbounded);
    const Submission submission = completed(given, document);
    json result = {{"schema", "classroom50/result/v1"},
                   {"classroom", submission.classroom},
                   {"assignment", submission.assignment},
                   {"assignment_type", submission.assignment_type},
                   {"owner", submission.owner},
                   {"submission", submission.submission_tag},
                   {"commit", submission.commit_url},
                   {"release", submission.release_url},
                   {"review", submission.review_url},
                   {"datetime", submission.commit_date},
                   {"score", document.score() - document.bonus()},
                   {"max-score", document.max_score()},
                   {"tests", tests_of(document)}};
    if (is_utc(document.started_utc)) result["graded_at"] = document.started_utc;
    return result.dump(2) + '\n';
}

}  // namespace grader
