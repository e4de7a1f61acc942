#include "report/text.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

using Lines = std::vector<std::string>;

TEST(Printable, EscapesControlCharacters) {
    EXPECT_EQ(printable("\x1b[31mred\x07\r"), "\\x1b[31mred\\x07\\x0d");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(printable("\xc2\x9b"), "\\u009b");
    EXPECT_EQ(printable("\xe2\x80\xae"), "\\u202e");
}

TEST(Printable, EscapesBytesThatAreNotUtf8) {
    EXPECT_EQ(printable("a\xff\xc3("), "a\\xff\\xc3(");
}

TEST(Printable, LeavesTextOfAllLanguagesAlone) {
    EXPECT_EQ(printable("größer ✔ 日本語 😀"), "größer ✔ 日本語 😀");
}

TEST(Printable, TabsGoToTheNextMultipleOfFour) {
    EXPECT_EQ(printable("\tab\tc"), "    ab  c");
}

TEST(PrintableLines, KeepsLineBreaks) {
    EXPECT_EQ(printable_lines("a\n\nb"), (Lines{"a", "", "b"}));
}

TEST(Columns, CountsWhatATerminalShows) {
    EXPECT_EQ(columns("abc"), 3U);
    EXPECT_EQ(columns("größer ✔"), 8U);
    EXPECT_EQ(columns("e\u0301"), 1U);
    EXPECT_EQ(columns("日本"), 4U);
    EXPECT_EQ(columns("😀"), 2U);
}

TEST(Wrapped, BreaksBetweenWords) {
    EXPECT_EQ(wrapped("one two three", 7), (Lines{"one two", "three"}));
    EXPECT_EQ(wrapped("größe größe", 11), (Lines{"größe größe"})) << "columns, not bytes";
    EXPECT_EQ(wrapped("", 7), (Lines{""}));
}

TEST(Wrapped, BreaksAWordThatIsTooLongWhereItMust) {
    EXPECT_EQ(wrapped("a bcdefghi j", 4), (Lines{"a", "bcde", "fghi", "j"}));
}

TEST(Chopped, KeepsEveryCharacter) {
    EXPECT_EQ(chopped("a  b   c", 3), (Lines{"a  ", "b  ", " c"}));
    EXPECT_EQ(chopped("日本語", 4), (Lines{"日本", "語"}));
}

TEST(Chopped, PrefersAPlaceBetweenWordsNearTheEnd) {
    EXPECT_EQ(chopped("clone(CLONE_VM|CLONE_FS)", 20), (Lines{"clone(CLONE_VM|", "CLONE_FS)"}));
    EXPECT_EQ(chopped("a bcdefghijklmn", 10), (Lines{"a bcdefghi", "jklmn"})) << "too far from the end";
}

TEST(Cut, MarksWhatIsMissing) {
    EXPECT_EQ(cut("SilentClient", 12), "SilentClient");
    EXPECT_EQ(cut("SilentClient", 7), "Silent…");
    EXPECT_EQ(cut("日本語", 4), "日…");
    EXPECT_EQ(cut("abc", 1), "…");
    EXPECT_EQ(cut("abc", 0), "");
}

}  // namespace
}  // namespace grader
