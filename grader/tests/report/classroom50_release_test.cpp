// The text of a release on GitHub: Markdown in which a submission can't write anything.
#include <gtest/gtest.h>

#include "report/classroom50.hpp"
#include "samples.hpp"

namespace grader {
namespace {

bool has(const std::string& text, std::string_view word) {
    return text.find(word) != std::string::npos;
}

TEST(Release, BeginsWithThePointsAndTheVerdict) {
    EXPECT_EQ(render_classroom50_release(recorded("all-pass")),
              "### 100 of 100 points\n\nEvery check passed.\n\n"
              "| lab | points | checks passed |\n|---|--:|--:|\n| Lab 4 | 100/100 | 36/36 |\n");
}

TEST(Release, ListsWhatFailedWithoutFlood) {
    const ResultDocument document = recorded("failures");
    const std::string few = render_classroom50_release(document);
    for (const CheckResult& check : document.labs[0].checks) {
        const bool listed = has(few, "&#40;" + check.name + "&#41;");
        EXPECT_EQ(listed, check.verdict == Verdict::fail) << check.name;
    }
    EXPECT_TRUE(has(render_classroom50_release(recorded("stub")), "- … and 13 more\n"));
}

TEST(Release, SaysOnceWhyNothingRan) {
    const std::string text = render_classroom50_release(recorded("not-built"));
    EXPECT_TRUE(has(text, "It could not be built."));
    EXPECT_TRUE(has(text, "| Lab 4 | 0/100 | 0/36 |"));
    EXPECT_TRUE(has(text, "found 9 errors"));
    EXPECT_FALSE(has(text, "not run"));
}

TEST(Release, OfAGradingThatWasCutShortSaysSo) {
    EXPECT_TRUE(has(render_classroom50_release(cut_short(recorded("all-pass"), 10)),
                    "The grading did not come to its end."));
}

TEST(Release, CallsWhatIsOpenNeitherFailedNorLost) {
    const std::string text = render_classroom50_release(recorded("inconclusive"));
    EXPECT_TRUE(has(text, "open, not lost"));
    EXPECT_TRUE(has(text, "- ? ?/4 <code>"));
    EXPECT_TRUE(has(text, "inconclusive&#58; "));
}

TEST(Release, TextOfASubmissionIsCodeInWhichMarkdownKnowsNoCharacter) {
    for (const LabStatus status : {LabStatus::failed, LabStatus::not_built}) {
        ResultDocument document = hostile_document();
        for (LabResult& lab : document.labs) lab.status = status;
        std::string text = render_classroom50_release(document);
        EXPECT_LT(text.size(), 125'000U) << "GitHub takes no more";
        std::size_t pieces = 0;
        for (std::size_t at = 0; (at = text.find("<code>", at)) != std::string::npos; ++pieces) {
            const std::size_t end = text.find("</code>", at);
            ASSERT_NE(end, std::string::npos);
            std::string piece = text.substr(at + 6, end - at - 6);
            for (std::size_t from = 0; (from = piece.find("&#", from)) != std::string::npos;)
                piece.erase(from, piece.find(';', from) + 1 - from);
            for (const char c : piece) {
                EXPECT_FALSE(std::ispunct(static_cast<unsigned char>(c))) << c;
                EXPECT_GE(static_cast<unsigned char>(c), 0x20);
            }
            text.erase(at, end + 7 - at);
        }
        EXPECT_GT(pieces, 20U);
        for (const char* word : {"owned", "octocat", "script", "evil", "\x1b", "\xe2\x80\xae"})
            EXPECT_FALSE(has(text, word)) << word << " outside of code:\n" << text;
    }
}

}  // namespace
}  // namespace grader
