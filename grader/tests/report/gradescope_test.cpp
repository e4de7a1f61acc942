// Gradescope's rules for results.json, as its documentation has them.
#include "report/gradescope.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

#include "samples.hpp"

namespace grader {
namespace {

using nlohmann::json;

json results_of(const ResultDocument& document) {
    return json::parse(render_gradescope(document));
}

void expect_keys(const json& object, const std::set<std::string>& known) {
    for (const auto& [key, value] : object.items()) EXPECT_EQ(known.count(key), 1U) << key;
}

/// Plain text may have line breaks, and no other control character: Gradescope would show it, or worse.
void expect_text(const json& value) {
    ASSERT_TRUE(value.is_string());
    for (const char c : value.get<std::string>())
        EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << static_cast<int>(c);
}

void expect_valid(const json& results) {
    expect_keys(results, {"score", "execution_time", "output", "output_format", "visibility",
                          "stdout_visibility", "tests", "extra_data"});
    EXPECT_TRUE(results["score"].is_number_integer());
    EXPECT_TRUE(results["execution_time"].is_number_integer());
    EXPECT_GE(results["execution_time"], 0);
    EXPECT_EQ(results["visibility"], "visible");
    EXPECT_EQ(results["stdout_visibility"], "hidden");
    EXPECT_EQ(results["output_format"], "text");
    expect_text(results["output"]);
    int sum = 0;
    std::set<std::string> numbers;
    for (const json& test : results["tests"]) {
        expect_keys(test, {"name", "number", "score", "max_score", "status", "output", "output_format",
                           "tags", "visibility", "extra_data"});
        expect_text(test["name"]);
        expect_text(test["output"]);
        EXPECT_NE(test["name"], "");
        EXPECT_TRUE(test["score"].is_number_integer());
        EXPECT_TRUE(test["max_score"].is_number_integer());
        EXPECT_LE(test["score"], test["max_score"]);
        EXPECT_GE(test["score"], 0);
        sum += test["score"].get<int>();
        EXPECT_TRUE(!test.contains("status") || test["status"] == "passed" || test["status"] == "failed");
        EXPECT_EQ(test["output_format"], "text");
        EXPECT_EQ(test["visibility"], "visible") << "one hidden test hides the total";
        for (const json& tag : test["tags"]) EXPECT_TRUE(tag.is_string());
        numbers.insert(test["number"].get<std::string>());
    }
    EXPECT_EQ(numbers.size(), results["tests"].size());
    EXPECT_EQ(results["score"], sum) << "the score overrides the sum, and must not differ from it";
}

const json& named(const json& results, const std::string& check) {
    for (const json& test : results["tests"]) {
        if (test["extra_data"]["check"] == check) return test;
    }
    throw std::runtime_error("no test of " + check);
}

TEST(Gradescope, ResultsAreValid) {
    for (const ResultDocument& document : finished_documents()) expect_valid(results_of(document));
    expect_valid(results_of(ResultDocument{}));
}

TEST(Gradescope, ResultsOfAGradingThatWasCutShortAreValidAndSaySo) {
    const ResultDocument whole = two_labs();
    for (std::size_t done = 0; done <= whole.labs[0].checks.size() + whole.labs[1].checks.size(); ++done) {
        const json results = results_of(cut_short(whole, done));
        expect_valid(results);
        EXPECT_EQ(results["output"].get<std::string>().rfind("Unfinished: ", 0), 0U);
        EXPECT_EQ(results["extra_data"]["finished"], false);
    }
}

TEST(Gradescope, EachCheckHasItsStatusAndItsExplanation) {
    const ResultDocument document = recorded("failures");
    const json results = results_of(document);
    for (const CheckResult& check : document.labs[0].checks) {
        const json& test = named(results, check.name);
        if (check.verdict == Verdict::pass) {
            EXPECT_EQ(test["status"], "passed");
            EXPECT_EQ(test["output"], "");
            EXPECT_EQ(test["score"], check.max_points);
            continue;
        }
        const std::string output = test["output"];
        for (const char* part : {"What we did", "Seen", "About the check", "Replay"})
            EXPECT_NE(output.find(part), std::string::npos) << part;
        EXPECT_EQ(output.find("Expected") != std::string::npos, !check.finding->expected.empty());
        EXPECT_EQ(test["score"], 0);
    }
}

TEST(Gradescope, TheFirstCheckOfACauseCarriesItsExplanationAndTheOthersNameIt) {
    const ResultDocument document = recorded("one-cause");
    const Cause& cause = document.labs[0].causes[0];
    const json results = results_of(document);
    expect_valid(results);
    for (const std::string& name : cause.explains) {
        const std::string output = named(results, name)["output"];
        EXPECT_NE(output.find("Cause           1. Your server waits until its whole buffer is full"),
                  std::string::npos);
        EXPECT_NE(output.find("Client 1 got nothing back"), std::string::npos);
        EXPECT_EQ(output.find("It explains 31 of 31") != std::string::npos, name == cause.explains.front())
            << name;
        EXPECT_EQ(
            output.find("is explained with \"Echoes one message\" (EchoesOneMessage)") == std::string::npos,
            name == cause.explains.front());
    }
}

TEST(Gradescope, AdviceIsWorthNothingOfNothingAndNeverPaintedAsFailed) {
    const ResultDocument document = recorded("failures");
    for (const CheckResult& check : document.labs[0].checks) {
        if (!check.advisory) continue;
        const json test = named(results_of(document), check.name);
        EXPECT_EQ(test["max_score"], 0);
        EXPECT_FALSE(test.contains("status"));
        EXPECT_NE(test["name"].get<std::string>().find("advice, not graded"), std::string::npos);
    }
}

TEST(Gradescope, WhatTheMachineCouldNotShowHasNoStatusAndSaysWhatItLacked) {
    const json results = results_of(recorded("inconclusive"));
    std::size_t open = 0;
    for (const json& test : results["tests"]) {
        if (test["extra_data"]["verdict"] != "inconclusive") continue;
        ++open;
        EXPECT_FALSE(test.contains("status"));
        EXPECT_NE(test["output"].get<std::string>().find("Not shown"), std::string::npos);
        EXPECT_EQ(test["output"].get<std::string>().find("fail"), std::string::npos);
    }
    EXPECT_EQ(open, 2U);
    EXPECT_NE(results["output"].get<std::string>().find("7 points are open"), std::string::npos);
}

TEST(Gradescope, ALabThatCouldNotBeBuiltShowsTheCompilersWords) {
    const json results = results_of(recorded("not-built"));
    EXPECT_NE(results["output"].get<std::string>().find("‘handel_client’ was not declared"),
              std::string::npos);
    for (const json& test : results["tests"]) {
        EXPECT_FALSE(test.contains("status"));
        EXPECT_EQ(test["output"], "not run: it could not be built: g++ found 9 errors.\n");
    }
    EXPECT_NE(results_of(recorded("not-started"))["output"].get<std::string>().find("did not start"),
              std::string::npos);
}

TEST(Gradescope, NoticesComeFirst) {
    EXPECT_EQ(results_of(two_labs())["output"].get<std::string>().rfind("! labs/lab4-blocking", 0), 0U);
}

TEST(Gradescope, HostileTextIsText) {
    for (const LabStatus status : {LabStatus::failed, LabStatus::not_built, LabStatus::not_started}) {
        ResultDocument document = hostile_document();
        for (LabResult& lab : document.labs) lab.status = status;
        expect_valid(results_of(document));
    }
}

}  // namespace
}  // namespace grader
