#include "result/handout.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

constexpr std::string_view handout =
    "# Lab 4\n\nIntroduction.\n\n## Short writes\n\n`write()` may take fewer bytes.\nGo on.\n\n"
    "```\n# no heading\n\nwrite();\n```\n\n### Why, and when?\n\nBecause.\n## Short writes\nAgain.\n## "
    "Empty\n";

TEST(Handout, GivesWhatStandsAtAHeading) {
    EXPECT_EQ(passage_at(handout, "short-writes"),
              "`write()` may take fewer bytes.\nGo on.\n\n```\n# no heading\n\nwrite();\n```");
    EXPECT_EQ(passage_at(handout, "why-and-when"), "Because.");
    EXPECT_EQ(passage_at(handout, "short-writes-1"), "Again.");
}

TEST(Handout, GivesNothingWhereNothingStands) {
    EXPECT_EQ(passage_at(handout, "no-heading"), "");
    EXPECT_EQ(passage_at(handout, "empty"), "");
    EXPECT_EQ(passage_at("", "short-writes"), "");
}

TEST(Handout, LeavesOutCommentsButNotCodeThatLooksLikeOne) {
    EXPECT_EQ(
        passage_at("# x\n\nLook:\n\n<!-- run\nshows: # 1\n\n-->\n```\nss -tn\n```\n<!-- one -->\nGo on.\n",
                   "x"),
        "Look:\n\n```\nss -tn\n```\nGo on.");
    EXPECT_EQ(passage_at("# x\n```\n<!-- kept -->\n```\n", "x"), "```\n<!-- kept -->\n```");
    EXPECT_EQ(passage_at("# x\nA.\n<!-- without an end\n", "x"), "A.");
}

TEST(Handout, GivesWholeParagraphsAsManyAsFit) {
    const std::string first(longest_passage / 2, 'a');
    const std::string second(longest_passage, 'b');
    EXPECT_EQ(passage_at("# x\n\n" + first + "\n\n" + second + "\n\nc\n", "x"), first);
}

}  // namespace
}  // namespace grader
