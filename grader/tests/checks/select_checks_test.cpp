// Which checks a --check pattern selects, and what they take over from the rubric.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checks/run.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RubricCheck entry(const std::string& name, int points) {
    RubricCheck check;
    check.name = name;
    check.title = "title of " + name;
    check.stage = "A";
    check.points = points;
    check.why = "why " + name;
    check.hint = "hint for " + name;
    check.link = "link-of-" + name;
    return check;
}

Rubric sample() {
    Rubric rubric;
    rubric.lab = 4;
    rubric.checks = {entry("EchoesOneMessage", 4), entry("EchoesEveryByteValue", 3), entry("NoDataRaces", 2)};
    rubric.checks[2].advisory = true;
    return rubric;
}

std::vector<std::string> selected(const std::vector<std::string>& patterns) {
    std::vector<std::string> names;
    for (const CheckResult& check : select_checks(sample(), patterns, "")) names.push_back(check.name);
    return names;
}

TEST(SelectChecks, TakesAllInTheRubricsOrderWithoutAPattern) {
    EXPECT_THAT(selected({}), ElementsAre("EchoesOneMessage", "EchoesEveryByteValue", "NoDataRaces"));
}

TEST(SelectChecks, TakesWhatAPatternMatches) {
    EXPECT_THAT(selected({"Echoes*"}), ElementsAre("EchoesOneMessage", "EchoesEveryByteValue"));
    EXPECT_THAT(selected({"*Data*"}), ElementsAre("NoDataRaces"));
    EXPECT_THAT(selected({"NoDataRaces"}), ElementsAre("NoDataRaces"));
    EXPECT_THAT(selected({"*"}), ElementsAre("EchoesOneMessage", "EchoesEveryByteValue", "NoDataRaces"));
}

TEST(SelectChecks, TakesACheckOnceHoweverManyPatternsMatch) {
    EXPECT_THAT(selected({"No*", "*Races", "*One*"}), ElementsAre("EchoesOneMessage", "NoDataRaces"));
}

TEST(NamesLike, AreThoseThatMatchInAnotherSpellingOrAsAPart) {
    EXPECT_THAT(names_like(sample(), {"Echo"}), ElementsAre("EchoesOneMessage", "EchoesEveryByteValue"));
    EXPECT_THAT(names_like(sample(), {"*data*"}), ElementsAre("NoDataRaces"));
    EXPECT_THAT(names_like(sample(), {"echoes*", "NoDataRace"}),
                ElementsAre("EchoesOneMessage", "EchoesEveryByteValue", "NoDataRaces"));
    EXPECT_THAT(names_like(sample(), {"EchosOneMesage"}), ElementsAre("EchoesOneMessage"));
    EXPECT_THAT(names_like(sample(), {"Lemonade", "", "["}), IsEmpty());
}

TEST(SelectChecks, MatchesWholeNamesInTheirSpelling) {
    EXPECT_THAT(selected({"Echo"}), IsEmpty());
    EXPECT_THAT(selected({"echoes*"}), IsEmpty());
    EXPECT_THAT(selected({""}), IsEmpty());
    EXPECT_THAT(selected({"["}), IsEmpty()) << "no pattern at all";
}

TEST(SelectChecks, TakesOverTheRubricsWordsAndPoints) {
    const std::vector<CheckResult> checks = select_checks(sample(), {}, "./lab grade --lab 4 --check ");
    ASSERT_EQ(checks.size(), 3U);
    EXPECT_EQ(checks[0].title, "title of EchoesOneMessage");
    EXPECT_EQ(checks[0].stage, "A");
    EXPECT_EQ(checks[0].max_points, 4);
    EXPECT_EQ(checks[0].why, "why EchoesOneMessage");
    EXPECT_EQ(checks[0].hint, "hint for EchoesOneMessage");
    EXPECT_EQ(checks[0].link, "link-of-EchoesOneMessage");
    EXPECT_EQ(checks[0].replay, "./lab grade --lab 4 --check EchoesOneMessage");
    EXPECT_FALSE(checks[0].advisory);
    EXPECT_TRUE(checks[2].advisory);
}

TEST(SelectChecks, HasRunNothingYet) {
    for (const CheckResult& check : select_checks(sample(), {}, "")) {
        EXPECT_EQ(check.verdict, Verdict::not_run);
        EXPECT_EQ(check.points, 0);
        EXPECT_EQ(check.runs, 0);
        EXPECT_FALSE(check.finding);
    }
}

}  // namespace
}  // namespace grader
