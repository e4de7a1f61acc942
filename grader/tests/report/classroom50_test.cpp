// Classroom 50's rules: the schema of its result, and what its runner and its collector ask besides.
#include "report/classroom50.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>

#include "base/error.hpp"
#include "samples.hpp"
#include "schema.hpp"

namespace grader {
namespace {

using nlohmann::json;

const Schema& schema() {
    static const Schema read(
        json::parse(read_file(std::filesystem::path(SCHEMAS) / "classroom50-result-v1.schema.json").value()));
    return read;
}

json result_of(const ResultDocument& document) {
    return json::parse(render_classroom50(document, somebodys_submission()));
}

/// The schema, and what the collector of scores refuses without it.
void expect_valid(const json& result) {
    for (const std::string& violation : schema().violations(result)) ADD_FAILURE() << violation;
    EXPECT_LE(result["score"], result["max-score"]);
    for (const json& test : result["tests"]) EXPECT_LE(test["score"], test["max-score"]) << test;
}

/// What the runner derives from a result: success if all tests passed or there is none.
bool is_success(const json& result) {
    return std::all_of(result["tests"].begin(), result["tests"].end(),
                       [](const json& test) { return test["passed"].get<bool>(); });
}

std::string complaint_after(const std::function<void(ReportContext::Classroom50&)>& change) {
    ReportContext::Classroom50 submission = somebodys_submission();
    change(submission);
    try {
        expect_valid(json::parse(render_classroom50(recorded("failures"), submission)));
    } catch (const UserError& error) {
        return error.what();
    }
    return "no complaint";
}

TEST(Classroom50Schema, IsEnforcedByThisTest) {
    const json good = result_of(recorded("failures"));
    const auto broken = [&good](const std::function<void(json&)>& change) {
        json result = good;
        change(result);
        return schema().violations(result).size();
    };
    EXPECT_EQ(broken([](json&) {}), 0U);
    EXPECT_EQ(broken([](json& top) { top.erase("owner"); }), 1U);
    EXPECT_EQ(broken([](json& top) { top["usernames"] = "ada"; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["score"] = 3.5; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["score"] = -1; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["submission"] = "v1"; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["datetime"] = "2026-11-23T08:00:00+01:00"; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["assignment_type"] = "crowd"; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["tests"][3]["passed"] = 1; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["tests"][3]["test-name"] = ""; }), 1U);
    EXPECT_EQ(broken([](json& top) { top["tests"][3]["colour"] = "blue"; }), 0U);
}

TEST(Classroom50, ResultIsValidAndASuccessIfEverythingPassed) {
    for (const ResultDocument& document : finished_documents()) {
        const json result = result_of(document);
        expect_valid(result);
        EXPECT_EQ(is_success(result), document.status() == LabStatus::passed);
    }
}

TEST(Classroom50, ResultOfAGradingThatWasCutShortIsValidAndNoSuccess) {
    const ResultDocument whole = recorded("all-pass");
    for (std::size_t done = 0; done <= whole.labs[0].checks.size(); ++done) {
        const json result = result_of(cut_short(whole, done));
        expect_valid(result);
        EXPECT_FALSE(is_success(result));
    }
    expect_valid(result_of(ResultDocument{}));
    EXPECT_FALSE(is_success(result_of(ResultDocument{}))) << "without any test it would be one";
}

TEST(Classroom50, AdviceIsNoTestSinceItWouldMakeASuccessAFailure) {
    ResultDocument document = recorded("all-pass");
    document.labs[0].checks[0].advisory = true;
    document.labs[0].checks[0].verdict = Verdict::fail;
    EXPECT_TRUE(is_success(result_of(document)));
}

TEST(Classroom50, ResultSaysWhoseItIsAndWhenItWasSubmitted) {
    const json result = result_of(recorded("failures"));
    const ReportContext::Classroom50 submission = somebodys_submission();
    EXPECT_EQ(result["classroom"], submission.classroom);
    EXPECT_EQ(result["assignment"], submission.assignment);
    EXPECT_EQ(result["assignment_type"], "individual");
    EXPECT_EQ(result["owner"], submission.owner);
    EXPECT_EQ(result["submission"], submission.submission_tag);
    EXPECT_EQ(result["commit"], submission.commit_url);
    EXPECT_EQ(result["release"], submission.release_url);
    EXPECT_EQ(result["review"], submission.review_url);
    EXPECT_EQ(result["datetime"], "2026-11-23T07:59:00Z");
    EXPECT_EQ(result["graded_at"], "2026-11-23T08:00:00Z");
}

TEST(Classroom50, WhatIsNotSaidHasADefaultThatIsValid) {
    EXPECT_EQ(complaint_after([](auto& submission) {
                  submission.release_url.clear();
                  submission.review_url.clear();
                  submission.assignment_type.clear();
                  submission.commit_date.clear();
              }),
              "no complaint");
    EXPECT_EQ(complaint_after([](auto& submission) { submission.assignment_type = "team"; }), "no complaint");
    ReportContext::Classroom50 submission = somebodys_submission();
    submission.review_url.clear();
    submission.commit_date.clear();
    const json result = json::parse(render_classroom50(recorded("failures"), submission));
    EXPECT_EQ(result["review"], submission.commit_url);
    EXPECT_EQ(result["datetime"], "2026-11-23T08:00:00Z");
}

TEST(Classroom50, WhatCannotBeFilledInIsToldAtOnce) {
    EXPECT_EQ(
        complaint_after([](auto& submission) { submission = {}; }),
        "a classroom50 report needs what Classroom 50's runner sets in the environment: CLASSROOM is not "
        "set; ASSIGNMENT is not set; OWNER is not set; SUBMISSION_TAG is not set; COMMIT_URL is not set");
    EXPECT_NE(complaint_after([](auto& submission) {
                  submission.submission_tag = "v1";
              }).find("SUBMISSION_TAG does not start with submit/: \"v1\""),
              std::string::npos);
    EXPECT_NE(complaint_after([](auto& submission) {
                  submission.commit_date = "yesterday";
              }).find("COMMIT_DATE is not like 2026-11-23T08:00:00Z"),
              std::string::npos);
    EXPECT_NE(complaint_after([](auto& submission) {
                  submission.assignment_type = "crowd";
              }).find("ASSIGNMENT_TYPE is neither"),
              std::string::npos);
}

TEST(Classroom50, HostileTextLeavesTheResultValid) {
    ResultDocument document = hostile_document();
    expect_valid(result_of(document));
    ReportContext::Classroom50 submission = somebodys_submission();
    submission.owner = submission.classroom = attack;
    expect_valid(json::parse(render_classroom50(document, submission)));
}

}  // namespace
}  // namespace grader
