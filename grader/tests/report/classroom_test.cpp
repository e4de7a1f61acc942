// GitHub Classroom's rules: what its reporter action shows of what we put out.
#include "report/classroom.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "classroom_reporter.hpp"
#include "samples.hpp"

namespace grader {
namespace {

using nlohmann::json;

json result_of(const ResultDocument& document) {
    return json::parse(render_classroom(document));
}

/// What the reporter gets through the environment: the line without its end.
std::string encoded(const ResultDocument& document) {
    std::string line = render_classroom_base64(document);
    EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
    line.pop_back();
    return line;
}

void expect_points(const ResultDocument& document) {
    const Reporter reporter(encoded(document));
    EXPECT_EQ(reporter.notice,
              "Points " + std::to_string(document.score()) + "/" + std::to_string(document.max_score()));
    EXPECT_EQ(reporter.table_score, document.score()) << "the table adds only tests that passed";
    EXPECT_EQ(reporter.red, document.status() != LabStatus::passed);
}

TEST(Classroom, ReporterShowsOurPointsAndTheColourOfTheVerdict) {
    for (const ResultDocument& document : finished_documents()) expect_points(document);
}

TEST(Classroom, ReporterCountsTheGradedChecksThatPassed) {
    const Reporter reporter(encoded(recorded("failures")));
    EXPECT_EQ(reporter.passed, 34U);
    EXPECT_EQ(reporter.tests, 36U) << "advice is no test";
    EXPECT_FALSE(Reporter(encoded(recorded("all-pass"))).red);
}

TEST(Classroom, AGradingThatWasCutShortIsAnErrorWhateverHadPassed) {
    const ResultDocument whole = recorded("all-pass");
    for (std::size_t done = 0; done <= whole.labs[0].checks.size(); ++done) {
        const ResultDocument document = cut_short(whole, done);
        EXPECT_EQ(result_of(document)["status"], "error");
        expect_points(document);
    }
}

TEST(Classroom, WhatTheMachineCouldNotShowIsAnErrorThatNamesItAndNeverAFailure) {
    const json result = result_of(recorded("inconclusive"));
    EXPECT_EQ(result["status"], "error");
    std::size_t open = 0;
    for (const json& test : result["tests"]) {
        EXPECT_NE(test["status"], "fail");
        if (test["status"] != "error") continue;
        ++open;
        EXPECT_EQ(test["score"], 0);
        EXPECT_EQ(test["message"].get<std::string>().rfind("inconclusive: ", 0), 0U) << test["message"];
    }
    EXPECT_EQ(open, 2U);
}

TEST(Classroom, ALabThatCouldNotBeBuiltFailsAndEachTestSaysWhy) {
    const json result = result_of(recorded("not-built"));
    EXPECT_EQ(result["status"], "fail");
    EXPECT_EQ(result["tests"].size(), 36U);
    for (const json& test : result["tests"])
        EXPECT_EQ(test["message"], "not run: it could not be built: g++ found 9 errors.");
}

TEST(Classroom, EveryTestHasEveryFieldInItsType) {
    const json result = result_of(two_labs());
    EXPECT_EQ(result["version"], 1);
    for (const json& test : result["tests"]) {
        EXPECT_TRUE(test["name"].is_string());
        EXPECT_TRUE(test["status"] == "pass" || test["status"] == "fail" || test["status"] == "error");
        EXPECT_TRUE(test["score"].is_number_integer());
        EXPECT_TRUE(test["message"].is_string());
        EXPECT_EQ(test["test_code"], "");
        EXPECT_EQ(test["filename"], "");
        EXPECT_EQ(test["line_no"], 0);
        EXPECT_TRUE(test["duration"].is_number_integer());
    }
}

TEST(Classroom, NothingThatAServerPrintedIsALineThatTheRunnerObeys) {
    ResultDocument document = hostile_document();
    for (const Verdict verdict :
         {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_run, Verdict::not_reached}) {
        for (LabResult& lab : document.labs) {
            lab.status = verdict == Verdict::not_run ? LabStatus::not_built : LabStatus::failed;
            for (CheckResult& check : lab.checks) check.verdict = verdict;
        }
        const Reporter reporter(encoded(document));
        for (const std::string& line : reporter.log) {
            EXPECT_FALSE(is_workflow_command(line)) << line;
            EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
        }
        EXPECT_EQ(reporter.log.size(), reporter.tests) << "a line each";
    }
}

TEST(Classroom, FitsIntoOneEnvironmentVariableAndKeepsThePoints) {
    ResultDocument document = recorded("stub");
    const CheckResult passed = document.labs[0].checks[0];
    const CheckResult failed = document.labs[0].checks[1];
    for (const std::size_t checks : {40U, 150U, 300U}) {
        document.labs[0].checks.assign(checks, passed);
        document.labs[0].checks.resize(checks * 2, failed);
        for (CheckResult& check : document.labs[0].checks) check.title.assign(900, '"');
        EXPECT_LE(render_classroom(document).size(), 90U * 1024 + 1);
        EXPECT_EQ(result_of(document)["tests"].size(), checks * 2);
        expect_points(document);
    }
}

// No rubric has as many; but the points must not be lost with them.
TEST(Classroom, OfMoreChecksThanFitHasATestForEachLab) {
    ResultDocument document = recorded("stub");
    document.labs[0].checks.resize(1000, document.labs[0].checks[0]);
    EXPECT_LE(render_classroom(document).size(), 90U * 1024 + 1);
    const Reporter reporter(encoded(document));
    EXPECT_EQ(reporter.tests, 1U);
    EXPECT_EQ(reporter.notice,
              "Points " + std::to_string(document.score()) + "/" + std::to_string(document.max_score()));
    EXPECT_TRUE(reporter.red);
}

TEST(Classroom, LeavesOutMessagesBeforeItLeavesOutTitles) {
    ResultDocument document = recorded("stub");
    const CheckResult failed = document.labs[0].checks[1];
    document.labs[0].checks.assign(250, failed);
    document.labs[0].checks[0].finding->seen.assign(400, 'x');
    for (CheckResult& check : document.labs[0].checks) check.finding->seen.assign(400, 'x');
    const json result = result_of(document);
    ASSERT_EQ(result["tests"].size(), 250U);
    EXPECT_EQ(result["tests"][0]["message"], "");
    EXPECT_NE(result["tests"][0]["name"].get<std::string>().find(failed.title), std::string::npos);
}

TEST(Classroom, OfNothingIsAnErrorWithoutPoints) {
    const Reporter reporter(encoded(ResultDocument{}));
    EXPECT_EQ(reporter.notice, "");
    EXPECT_TRUE(reporter.red);
}

}  // namespace
}  // namespace grader
