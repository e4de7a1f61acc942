#include "report/page.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

Page narrow() {
    return Page({false, 60, false});
}

TEST(Page, PutsPointsAtTheRightEdgeAndHangsWrappedTitles) {
    Page page = narrow();
    page.row(3, {"✔"}, {"A title that is so long that it does not fit into one line"}, {"2/2"});
    EXPECT_EQ(page.text(),
              "   ✔ A title that is so long that it does not fit into   2/2\n"
              "     one line\n");
}

TEST(Page, HangsTextBesideItsLabel) {
    Page page = narrow();
    page.labelled("Seen", {"nothing came back within the time that was given\nand nobody knew why"});
    EXPECT_EQ(page.text(),
              "  Seen            nothing came back within the time that was\n"
              "                  given\n"
              "                  and nobody knew why\n");
}

TEST(Page, NumbersStepsInOneColumn) {
    Page page = narrow();
    page.numbered("What we did", std::vector<std::string>(10, "step"));
    EXPECT_TRUE(page.text().starts_with("  What we did      1. step\n                   2. step\n"))
        << page.text();
    EXPECT_TRUE(page.text().ends_with("                  10. step\n")) << page.text();
}

TEST(Page, LeavesOutLabelsThatHaveNothingToSay) {
    Page page = narrow();
    page.labelled("Seen", {""});
    page.numbered("What we did", {});
    page.copyable("Replay", "");
    EXPECT_EQ(page.text(), "");
}

TEST(Page, NeverBreaksALineToBeCopied) {
    Page page = narrow();
    const std::string command = "./lab grade " + std::string(100, 'x');
    page.copyable("Replay", command);
    page.copyable("Replay", "./lab grade .");
    EXPECT_EQ(page.text(), "  Replay\n    " + command + "\n  Replay          ./lab grade .\n");
}

TEST(Page, MarksTheContinuationOfEvidence) {
    Page page = narrow();
    page.exhibit("Trace", {"short", std::string(70, 'x')});
    EXPECT_EQ(page.text(),
              "  Trace\n  │ short\n  │ " + std::string(56, 'x') + "\n  ↪ " + std::string(14, 'x') + "\n");
}

TEST(Page, HasNoTwoEmptyLinesInARowAndNoneAtTheTop) {
    Page page = narrow();
    page.blank();
    page.paragraph(0, {"a"});
    page.blank();
    page.blank();
    page.paragraph(0, {"b"});
    EXPECT_EQ(page.text(), "a\n\nb\n");
}

TEST(Page, RunsOnAfterALead) {
    Page page = narrow();
    page.hanging(2, {"lab4/main.cpp:3:4: error:"}, "something that takes more than one line to say");
    EXPECT_EQ(page.text(),
              "  lab4/main.cpp:3:4: error: something that takes more\n"
              "      than one line to say\n");
}

}  // namespace
}  // namespace grader
