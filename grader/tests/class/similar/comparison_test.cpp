// Who looks like whom, and what does not count.
#include "class/similar/comparison.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "class/similar/course_text.hpp"
#include "similar_programs.hpp"

namespace grader {
namespace {

Work work(const std::string& id, const std::string& text) {
    return work_of(id, {{"lab4/main.cpp", text, true}});
}

std::vector<std::string> names_of(const Comparison& comparison, double least) {
    std::vector<std::string> names;
    for (const Likeness& pair : comparison.alike(least, [](std::size_t) {}))
        names.push_back(comparison.works()[pair.a].id + " " + comparison.works()[pair.b].id);
    return names;
}

using ComparisonOfWorks = WithSim;

TEST_F(ComparisonOfWorks, FindsACopyWithOtherNamesAndAnotherOrder) {
    const Comparison comparison(
        {work("ada", program("012")), work("bob", program("345")), work("eve", program("201"))}, "");
    EXPECT_EQ(names_of(comparison, 0.5), std::vector<std::string>{"ada eve"});
}

TEST_F(ComparisonOfWorks, WhatTheCourseHandsOutDoesNotCount) {
    const std::string course = program("0123");
    const std::vector<Work> works = {work("ada", course + program("4")), work("bob", course + program("5"))};
    EXPECT_EQ(names_of(Comparison(works, ""), 0.5).size(), 1U);
    const Comparison comparison(works, course);
    EXPECT_TRUE(names_of(comparison, 0.5).empty());
    EXPECT_TRUE(comparison.is_handed_out(0, 1));
    EXPECT_FALSE(comparison.is_handed_out(0, static_cast<int>(comparison.works()[0].lines.size()) - 2));
}

TEST_F(ComparisonOfWorks, TwoWhoHaveHardlyAnythingOfTheirOwnAreNotAlike) {
    const std::string course = program("0123");
    const Comparison comparison({work("ada", course + "int a = 1;\n"), work("bob", course + "int b = 2;\n")},
                                course);
    EXPECT_TRUE(names_of(comparison, 0).empty());
    EXPECT_EQ(comparison.why_not(0), "hardly anything is its own");
}

TEST_F(ComparisonOfWorks, TheMostAlikeComeFirst) {
    const Comparison comparison(
        {work("ada", program("0123")), work("bob", program("0145")), work("eve", program("3210"))}, "");
    const std::vector<std::string> names = names_of(comparison, 0.3);
    ASSERT_FALSE(names.empty());
    EXPECT_EQ(names[0], "ada eve");
}

TEST_F(ComparisonOfWorks, PartsLeadToTheLinesThatAreTheSame) {
    const Comparison comparison({work("ada", "int x = 1;\n" + program("0")), work("bob", program("0"))}, "");
    const std::vector<Likeness> pairs = comparison.alike(0.5, [](std::size_t) {});
    ASSERT_EQ(pairs.size(), 1U);
    const std::vector<Match> matches = comparison.matches(pairs[0]);
    ASSERT_EQ(matches.size(), 1U);
    EXPECT_EQ(matches[0].a.first, 2);
    EXPECT_EQ(matches[0].b.first, 1);
    EXPECT_EQ(matches[0].a.last - matches[0].a.first, matches[0].b.last - matches[0].b.first);
}

TEST_F(ComparisonOfWorks, OneThatIsTooLongIsLeftOutAndTheOthersAreCompared) {
    const std::string monster(400'000, '(');
    const Comparison comparison(
        {work("ada", program("012")), work("eve", monster), work("bob", program("012"))}, "");
    EXPECT_EQ(names_of(comparison, 0.5), std::vector<std::string>{"ada bob"});
    EXPECT_EQ(comparison.why_not(1), "it is too long");
    EXPECT_EQ(comparison.why_not(0), "");
}

TEST_F(ComparisonOfWorks, NothingAndAnythingCanBeCompared) {
    const Comparison comparison({work_of("nobody", {}), work("bytes", std::string("\0\xff\n\"/*R\"(", 9))},
                                "");
    EXPECT_TRUE(names_of(comparison, 0).empty());
    EXPECT_EQ(comparison.why_not(0), "there is no source");
    EXPECT_TRUE(names_of(Comparison({}, "int a;"), 0).empty());
}

TEST(CourseText, HasTemplateRuntimeModelsAndTheCodeOfHandouts) {
    const std::string text = course_text(REPOSITORY);
    for (const char* const what :
         {"int listen_on(const lab::Options& options)", "spawn_blocking", "struct Options", "epoll_wait"})
        EXPECT_NE(text.find(what), std::string::npos) << what;
    EXPECT_EQ(course_text("/nowhere"), "");
}

}  // namespace
}  // namespace grader
