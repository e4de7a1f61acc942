#include "base/pattern.hpp"

#include <gmock/gmock.h>
#include <pthread.h>

#include <stdexcept>
#include <string>

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

TEST(Pattern, PrefersTheEarlierAlternativeAndTheLongerOrTheShorterRepetition) {
    EXPECT_THAT(Pattern("(a|ab)(c|bcd)").match("abcd"), ElementsAre("abcd", "a", "bcd"));
    EXPECT_THAT(Pattern("<(.*)>").search("<a> <b>"), ElementsAre("<a> <b>", "a> <b"));
    EXPECT_THAT(Pattern("<(.*?)>").search("<a> <b>"), ElementsAre("<a>", "a"));
    EXPECT_THAT(Pattern("(a*?)(a*)").match("aa"), ElementsAre("aa", "", "aa"));
}

TEST(Pattern, KnowsTheEndsOfATextAndRepeatsAsOftenAsItIsTold) {
    EXPECT_THAT(Pattern("^b").search("ab"), IsEmpty());
    EXPECT_THAT(Pattern("a$").search("ab"), IsEmpty());
    EXPECT_THAT(Pattern(R"((\d{4})-(\d{2}))").match("2026-11"), ElementsAre("2026-11", "2026", "11"));
    EXPECT_THAT(Pattern(R"(\d{4})").match("202"), IsEmpty());
    EXPECT_THAT(Pattern(R"(\s+\w[^\s:]\S)").match(" \ta-:"), ElementsAre(" \ta-:"));
}

TEST(Pattern, TakesAnyByte) {
    const std::string bytes("\0\xff\n", 3);
    EXPECT_THAT(Pattern("([^a]+)").match(bytes), ElementsAre(bytes, bytes));
    EXPECT_THAT(Pattern(".+").match("a\n"), IsEmpty());
}

TEST(Pattern, RefusesWhatIsNoExpression) {
    for (const char* expression : {"(", ")", "[a", "*", "\\", "(?=a)"})
        EXPECT_THROW(Pattern{expression}, std::invalid_argument) << expression;
}

// A backtracking matcher tries every way to split it.
TEST(Pattern, IsOverSoonWhateverTheText) {
    EXPECT_THAT(Pattern("(a*)*b").match(std::string(Pattern::longest_text, 'a')), IsEmpty());
    EXPECT_THAT(Pattern("(?:a|a?)+(?:a|a?)+(?:a|a?)+b").search(std::string(Pattern::longest_text, 'a')),
                IsEmpty());
}

// Scenes are set on threads of their own, and their stacks may be small.
TEST(Pattern, NeedsNoStackForALongText) {
    pthread_attr_t small;
    ASSERT_EQ(pthread_attr_init(&small), 0);
    ASSERT_EQ(pthread_attr_setstacksize(&small, 64 * 1024), 0);
    bool matches = false;
    pthread_t thread{};
    const auto match = [](void* result) -> void* {
        const std::string line(Pattern::longest_text - 2, '7');
        *static_cast<bool*>(result) = !Pattern("((?:[0-9]|x)*) (.*?)").match(line + " a").empty();
        return nullptr;
    };
    ASSERT_EQ(pthread_create(&thread, &small, match, &matches), 0);
    pthread_join(thread, nullptr);
    EXPECT_TRUE(matches);
}

}  // namespace
