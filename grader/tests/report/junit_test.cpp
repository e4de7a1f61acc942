// What Jenkins and GitLab read from JUnit's XML.
#include "report/junit.hpp"

#include <gtest/gtest.h>

#include <set>

#include "samples.hpp"
#include "xml.hpp"

namespace grader {
namespace {

XmlElement suites_of(const ResultDocument& document) {
    XmlElement root = XmlReader::read(render_junit(document));
    EXPECT_EQ(root.name, "testsuites");
    return root;
}

/// Attributes count what is there.
void expect_counted(const XmlElement& root) {
    std::size_t tests = 0;
    for (const XmlElement& suite : root.all("testsuite")) {
        const std::vector<XmlElement> cases = suite.all("testcase");
        tests += cases.size();
        EXPECT_EQ(suite.attributes.at("tests"), std::to_string(cases.size()));
        for (const auto& [attribute, element] :
             {std::pair("failures", "failure"), std::pair("errors", "error"),
              std::pair("skipped", "skipped")}) {
            std::size_t there = 0;
            for (const XmlElement& test : cases) there += test.all(element).size();
            EXPECT_EQ(suite.attributes.at(attribute), std::to_string(there)) << attribute;
        }
    }
    EXPECT_EQ(root.attributes.at("tests"), std::to_string(tests));
}

/// Jenkins and GitLab take a run for a success if it has no failure and no error.
bool is_success(const XmlElement& root) {
    return root.attributes.at("failures") == "0" && root.attributes.at("errors") == "0";
}

const XmlElement& named(const std::vector<XmlElement>& cases, const std::string& check) {
    for (const XmlElement& test : cases) {
        if (test.attributes.at("classname").find("." + check) != std::string::npos) return test;
    }
    throw std::runtime_error("no testcase of " + check);
}

TEST(JUnit, HasASuiteForEachLabAndACaseForEachCheck) {
    const ResultDocument document = two_labs();
    const XmlElement root = suites_of(document);
    expect_counted(root);
    ASSERT_EQ(root.all("testsuite").size(), 2U);
    std::set<std::pair<std::string, std::string>> keys;
    for (std::size_t at = 0; at < 2; ++at) {
        const XmlElement suite = root.all("testsuite")[at];
        EXPECT_EQ(suite.attributes.at("name"), at == 0 ? "Lab 4" : "Lab 5");
        EXPECT_EQ(suite.all("testcase").size(), document.labs[at].checks.size());
        for (const XmlElement& test : suite.all("testcase"))
            keys.emplace(test.attributes.at("classname"), test.attributes.at("name"));
    }
    EXPECT_EQ(keys.size(), document.labs[0].checks.size() + document.labs[1].checks.size())
        << "GitLab takes two cases of the same classname and name for one";
}

TEST(JUnit, AFailedCheckIsAFailureWithItsExplanation) {
    const ResultDocument document = recorded("failures");
    const XmlElement root = suites_of(document);
    const std::vector<XmlElement> cases = root.all("testsuite")[0].all("testcase");
    for (const CheckResult& check : document.labs[0].checks) {
        const XmlElement& test = named(cases, check.name);
        EXPECT_EQ(test.has("failure"), check.verdict == Verdict::fail && !check.advisory) << check.name;
        EXPECT_EQ(test.has("skipped"), check.verdict == Verdict::fail && check.advisory) << check.name;
        EXPECT_FALSE(test.has("error"));
        if (!test.has("failure")) continue;
        EXPECT_NE(test.all("failure")[0].attributes.at("message"), "");
        EXPECT_NE(test.all("failure")[0].text.find("What we did"), std::string::npos);
        EXPECT_NE(test.all("failure")[0].text.find(check.replay), std::string::npos);
    }
    EXPECT_FALSE(is_success(root));
    EXPECT_TRUE(is_success(suites_of(recorded("all-pass"))));
}

TEST(JUnit, WhatTheMachineCouldNotShowIsSkippedWithTheReason) {
    const XmlElement root = suites_of(recorded("inconclusive"));
    expect_counted(root);
    EXPECT_EQ(root.attributes.at("skipped"), "2");
    EXPECT_EQ(root.attributes.at("failures"), "0");
    for (const XmlElement& test : root.all("testsuite")[0].all("testcase")) {
        if (!test.has("skipped")) continue;
        EXPECT_EQ(test.all("skipped")[0].attributes.at("message").rfind("inconclusive: ", 0), 0U);
    }
}

TEST(JUnit, ALabThatWasNotBuiltOrDidNotStartIsAllErrors) {
    for (const char* name : {"not-built", "not-started"}) {
        const XmlElement root = suites_of(recorded(name));
        expect_counted(root);
        EXPECT_EQ(root.attributes.at("errors"), "36");
        EXPECT_EQ(root.attributes.at("failures"), "0");
    }
}

TEST(JUnit, AGradingThatWasCutShortNeverLooksLikeSuccess) {
    const ResultDocument whole = recorded("all-pass");
    for (std::size_t done = 0; done <= whole.labs[0].checks.size(); ++done) {
        const XmlElement root = suites_of(cut_short(whole, done));
        expect_counted(root);
        EXPECT_FALSE(is_success(root));
    }
    EXPECT_FALSE(is_success(suites_of(ResultDocument{})));
}

TEST(JUnit, TimesAreSecondsAndNoticesStandInTheSuite) {
    ResultDocument document = recorded("all-pass");
    document.labs[0].checks[0].duration_ms = 1234;
    document.notices = {"the rubric differs"};
    const XmlElement suite = suites_of(document).all("testsuite")[0];
    EXPECT_EQ(suite.all("testcase")[0].attributes.at("time"), "1.234");
    EXPECT_EQ(suite.all("system-out")[0].text, "! the rubric differs\n");
}

TEST(JUnit, HostileTextIsTextAndNothingElse) {
    for (const LabStatus status : {LabStatus::failed, LabStatus::not_built}) {
        ResultDocument document = hostile_document();
        for (LabResult& lab : document.labs) lab.status = status;
        for (std::size_t at = 0; at < 5; ++at) document.labs[0].checks[at].verdict = static_cast<Verdict>(at);
        const XmlElement root = suites_of(document);
        expect_counted(root);
        const XmlElement test = root.all("testsuite")[0].all("testcase")[2];
        EXPECT_NE(test.all("failure")[0].text.find("]]></failure></script><script>"), std::string::npos);
    }
}

}  // namespace
}  // namespace grader
