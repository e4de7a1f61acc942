#include <string>
#include <vector>

#include "checks/reach.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

Reach two_behaviours() {
    return Reach({{"echo", "an echo", {"One"}, {"Two", "Three", "Delay"}},
                  {"crowd", "a crowd", {"Two", "Three"}, {"Limit", "Delay"}}});
}

TEST(Reach, OfAllIsThereBeforeAnythingHasFailed) {
    Reach reach = two_behaviours();
    EXPECT_FALSE(reach.missing_for("Two"));
    reach.note("One", false);
    EXPECT_FALSE(reach.missing_for("Two"));
    EXPECT_FALSE(reach.missing_for("One")) << "needs nothing";
}

TEST(Reach, EndsWithTheEssentialStepOfTheOnlyCheckThatShowsABehaviour) {
    Reach reach = two_behaviours();
    reach.note("One", true);
    const auto missing = reach.missing_for("Two");
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->behaviour, "an echo");
    EXPECT_EQ(missing->failed, std::vector<std::string>{"One"});
    EXPECT_FALSE(reach.missing_for("Limit")) << "needs a crowd only";
}

TEST(Reach, EndsOnlyWhenAllChecksThatShowABehaviourHaveFailed) {
    Reach reach = two_behaviours();
    reach.note("Two", true);
    EXPECT_FALSE(reach.missing_for("Limit")) << "Three has not run";
    reach.note("Three", false);
    EXPECT_FALSE(reach.missing_for("Limit"));
    reach.note("Three", true);
    ASSERT_TRUE(reach.missing_for("Limit"));
    EXPECT_EQ(reach.missing_for("Limit")->behaviour, "a crowd");
}

TEST(Reach, NamesTheFirstThingThatIsMissing) {
    Reach reach = two_behaviours();
    for (const char* check : {"One", "Two", "Three"}) reach.note(check, true);
    EXPECT_EQ(reach.missing_for("Delay")->behaviour, "an echo");
    reach.note("One", false);
    EXPECT_EQ(reach.missing_for("Delay")->behaviour, "a crowd");
}

TEST(Reach, IsFoundOutAnewInEachRun) {
    Reach reach = two_behaviours();
    reach.note("One", true);
    reach.forget();
    EXPECT_FALSE(reach.missing_for("Two"));
}

}  // namespace
}  // namespace grader
