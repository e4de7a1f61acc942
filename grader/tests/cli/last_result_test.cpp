#include "cli/last_result.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using KeptResult = TestInDirectory;

ResultDocument document_with_a_cause() {
    ResultDocument document;
    document.submission = "starter";
    LabResult& lab = document.labs.emplace_back();
    lab.lab = 4;
    lab.causes.emplace_back().id = "waits-for-a-full-buffer";
    return document;
}

TEST_F(KeptResult, IsNothingBeforeTheFirst) {
    const LastResult kept(directory_);
    EXPECT_FALSE(kept.document());
    EXPECT_EQ(kept.told_of("anything"), Hints::verdicts);
}

TEST_F(KeptResult, IsNotKeptInACourseWhereNothingIsBuilt) {
    const LastResult kept(directory_);
    kept.keep(document_with_a_cause(), Hints::directions);
    EXPECT_FALSE(kept.document());
    EXPECT_FALSE(std::filesystem::exists(directory_ / "build"));
}

TEST_F(KeptResult, IsTheLastOneWithWhatItsReportTold) {
    std::filesystem::create_directory(directory_ / "build");
    const LastResult kept(directory_);
    kept.keep(document_with_a_cause(), Hints::directions);
    ASSERT_TRUE(kept.document());
    EXPECT_EQ(kept.document()->labs[0].causes[0].id, "waits-for-a-full-buffer");
    EXPECT_EQ(kept.told_of("waits-for-a-full-buffer"), Hints::directions);
    kept.note("waits-for-a-full-buffer", Hints::all);
    EXPECT_EQ(kept.told_of("waits-for-a-full-buffer"), Hints::all);
    EXPECT_EQ(kept.told_of("another"), Hints::directions);
    kept.keep(document_with_a_cause(), Hints::questions);
    EXPECT_EQ(kept.told_of("waits-for-a-full-buffer"), Hints::questions) << "a new report, a new beginning";
}

TEST_F(KeptResult, ThatIsNoneOrCannotBeKeptHarmsNobody) {
    std::ofstream(directory_ / "build") << "in the way";
    const LastResult kept(directory_);
    kept.keep(document_with_a_cause(), Hints::all);
    EXPECT_FALSE(kept.document());
    std::filesystem::remove(directory_ / "build");
    std::filesystem::create_directory(directory_ / "build");
    std::ofstream(directory_ / "build/last-result.json") << "{}";
    std::ofstream(directory_ / "build/last-hints") << "x 99 y";
    EXPECT_FALSE(kept.document());
    EXPECT_EQ(kept.told_of("x"), Hints::all);
}

}  // namespace
}  // namespace grader
