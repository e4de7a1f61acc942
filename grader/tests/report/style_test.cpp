#include "report/style.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "terminal_pair.hpp"

namespace grader {
namespace {

class Style : public testing::Test {
 protected:
    Environment no_colour_{"NO_COLOR", nullptr};
    Environment term_{"TERM", "xterm"};
    Environment columns_{"COLUMNS", nullptr};
};

TEST_F(Style, OfATerminalHasColourAndItsWidth) {
    const TerminalPair pair(93);
    const TerminalStyle style = detect_style(pair.terminal.get());
    EXPECT_TRUE(style.colour);
    EXPECT_EQ(style.width, 93);
}

TEST_F(Style, HonoursNoColorOnlyIfItIsNotEmpty) {
    const TerminalPair pair(80);
    {
        const Environment set("NO_COLOR", "1");
        EXPECT_FALSE(detect_style(pair.terminal.get()).colour);
    }
    const Environment empty("NO_COLOR", "");
    EXPECT_TRUE(detect_style(pair.terminal.get()).colour);
}

TEST_F(Style, OfADumbTerminalHasNoColour) {
    const TerminalPair pair(80);
    const Environment dumb("TERM", "dumb");
    EXPECT_FALSE(detect_style(pair.terminal.get()).colour);
}

TEST_F(Style, OfAFileHasNoColourAndTheWidthOfColumnsOrAHundred) {
    const UniqueFd file(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    EXPECT_FALSE(detect_style(file.get()).colour);
    EXPECT_EQ(detect_style(file.get()).width, 100);
    {
        const Environment columns("COLUMNS", "72");
        EXPECT_EQ(detect_style(file.get()).width, 72);
    }
    const Environment nonsense("COLUMNS", "72x");
    EXPECT_EQ(detect_style(file.get()).width, 100);
}

TEST_F(Style, WidthIsNeverTooNarrowToReadOrTooWide) {
    EXPECT_EQ(detect_style(TerminalPair(20).terminal.get()).width, 60);
    EXPECT_EQ(detect_style(TerminalPair(400).terminal.get()).width, 140);
}

TEST(Painted, IsUnchangedWithoutColour) {
    EXPECT_EQ(painted("text", Ink::bad, false), "text");
    EXPECT_EQ(painted("text", Ink::bad, true), "\x1b[31mtext\x1b[0m");
    EXPECT_EQ(painted("", Ink::bad, true), "");
}

}  // namespace
}  // namespace grader
