// What is kept of a program that prints much.
#include "arena/kept_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t enough = 300 * 1024;
const std::string report =
    "WARNING: ThreadSanitizer: data race (pid=7)\n  Write of size 4\nSUMMARY: at main.cpp:3\n";

std::string kept_of(const std::string& text, std::size_t piece) {
    KeptOutput kept;
    for (std::size_t at = 0; at < text.size(); at += piece)
        kept.append(std::string_view(text).substr(at, piece));
    EXPECT_EQ(kept.total(), text.size());
    return kept.text();
}

TEST(KeptOutput, IsAllOfALittle) {
    EXPECT_EQ(kept_of("a few words\n", 5), "a few words\n");
    const std::string more = std::string(enough - 40'000, 'x') + "the end\n";
    EXPECT_EQ(kept_of(more, 1'000), more);
}

TEST(KeptOutput, IsBeginningAndEndOfMuch) {
    const std::string text = "first" + std::string(8 * enough, 'x') + "last";
    for (const std::size_t piece : {std::size_t{1'000}, std::size_t{65'536}, text.size()}) {
        const std::string kept = kept_of(text, piece);
        EXPECT_THAT(kept, StartsWith("firstxxx"));
        EXPECT_THAT(kept, HasSubstr("left something out"));
        EXPECT_THAT(kept, EndsWith("xxxlast"));
        EXPECT_LT(kept.size(), 400U * 1024U);
    }
}

TEST(KeptOutput, HasTheReportInTheMiddleOfAFlood) {
    const std::string text = std::string(2 * enough, 'x') + "\n" + report + std::string(2 * enough, 'y');
    for (const std::size_t piece : {std::size_t{7}, std::size_t{4'096}, text.size()})
        EXPECT_THAT(kept_of(text, piece), HasSubstr(report)) << "in pieces of " << piece;
}

TEST(KeptOutput, HasTheMarkThatSaysThereWasAReport) {
    const std::string mark = "io-labs: ThreadSanitizer has reported\n";
    const std::string text = std::string(2 * enough, 'x') + mark + std::string(2 * enough, 'y');
    for (const std::size_t piece : {std::size_t{7}, std::size_t{4'096}, text.size()})
        EXPECT_THAT(kept_of(text, piece), HasSubstr(mark)) << "in pieces of " << piece;
}

TEST(KeptOutput, HasTheReportThatBeginsWhereTheBeginningEnds) {
    constexpr std::size_t beginning = 256 * 1024;
    for (const std::size_t cut : {1U, 9U, 20U, 25U}) {
        const std::string text = std::string(beginning - cut, 'x') + report + std::string(4 * enough, 'y');
        EXPECT_THAT(kept_of(text, 4'096), HasSubstr(report.substr(30))) << "after " << cut << " bytes";
    }
}

TEST(KeptOutput, OfManyReportsIsBounded) {
    std::string text(enough, 'x');
    for (int turn = 0; turn < 20'000; ++turn) text += report;
    EXPECT_LT(kept_of(text, 4'096).size(), 512U * 1024U);
}

TEST(KeptOutput, HasNoReportWhereThereIsNone) {
    EXPECT_THAT(kept_of(std::string(3 * enough, 'x'), 4'096), Not(HasSubstr("Sanitizer")));
}

}  // namespace
}  // namespace grader
