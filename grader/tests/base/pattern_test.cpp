#include "base/pattern.hpp"

#include <gmock/gmock.h>

namespace {

using grader::Pattern;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Pattern, MatchesTheWholeTextOrNothing) {
    const Pattern pattern("([a-z]+):([0-9]+)");
    EXPECT_THAT(pattern.match("main:12"), ElementsAre("main:12", "main", "12"));
    EXPECT_THAT(pattern.match("main:12 "), IsEmpty());
}

TEST(Pattern, GivesAnEmptyTextForAGroupThatTookNoPart) {
    EXPECT_THAT(Pattern("a(b)?(c)").match("ac"), ElementsAre("ac", "", "c"));
}

TEST(Pattern, FindsTheFirstPlaceInsideAText) {
    EXPECT_THAT(Pattern("[0-9]+").search("port 80, port 81"), ElementsAre("80"));
    EXPECT_THAT(Pattern("[0-9]+").search("no port"), IsEmpty());
}

TEST(Pattern, TakesNoTextThatIsNoLine) {
    const Pattern digits("port ([0-9]+)");
    const std::string endless = "port " + std::string(250'000, '7');
    EXPECT_THAT(digits.match(endless), IsEmpty());
    EXPECT_THAT(digits.search(endless), IsEmpty());
    EXPECT_EQ(digits.removed_from(endless), endless);
}

TEST(Pattern, IsRemovedFromEveryPlace) {
    EXPECT_EQ(Pattern(" \\(.*?\\)").removed_from("main (a) in (b)"), "main in");
}

}  // namespace
