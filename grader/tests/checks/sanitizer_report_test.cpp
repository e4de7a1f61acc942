// Reports of the sanitizers, recorded (reports/) and forged.
#include "checks/sanitizer_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include "base/files.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<SanitizerReport> reports_in(const std::string& recording) {
    const auto text = read_file(std::filesystem::path(REPORTS) / recording);
    if (!text) throw std::runtime_error("no recording " + recording);
    return parse_sanitizer_reports(*text);
}

class RaceReport : public testing::TestWithParam<const char*> {
 protected:
    std::vector<SanitizerReport> reports_ = reports_in(GetParam());
};

INSTANTIATE_TEST_SUITE_P(OfEachCompiler, RaceReport,
                         testing::Values("thread-sanitizer-gcc.txt", "thread-sanitizer-clang.txt"),
                         [](const auto& compiler) {
                             return std::string(compiler.index == 0 ? "Gcc" : "Clang");
                         });

TEST_P(RaceReport, HasTheFirstOwnFrameForItsPlace) {
    ASSERT_THAT(reports_, SizeIs(1));
    EXPECT_EQ(reports_[0].summary, "ThreadSanitizer reports: data race");
    EXPECT_EQ(reports_[0].file, "lab4/main.cpp");
    EXPECT_EQ(reports_[0].line, 4);
    EXPECT_EQ(reports_[0].function, "serve(int)");
}

TEST_P(RaceReport, ShowsBothAccessesWithoutModulesAndBanners) {
    ASSERT_THAT(reports_, SizeIs(1));
    const std::vector<std::string>& lines = reports_[0].lines;
    EXPECT_THAT(lines.front(), AllOf(HasSubstr("of size 4 at"), HasSubstr("by thread T2:")));
    EXPECT_THAT(lines, Contains(StartsWith("  Previous write of size 4")));
    EXPECT_THAT(lines, Contains(StartsWith("    #0 serve(int) lab4/main.cpp:4")).Times(2));
    EXPECT_THAT(lines, Each(Not(HasSubstr("BuildId"))));
    EXPECT_THAT(lines, Each(Not(HasSubstr("+0x"))));
    EXPECT_THAT(lines, Each(Not(HasSubstr("====="))));
    EXPECT_THAT(lines, Each(Not(HasSubstr("SUMMARY"))));
    EXPECT_THAT(lines, Each(Not("")));
}

TEST_P(RaceReport, LeavesOutTheFramesOfLibraries) {
    ASSERT_THAT(reports_, SizeIs(1));
    EXPECT_THAT(reports_[0].lines, Each(Not(HasSubstr("/usr/"))));
    EXPECT_THAT(reports_[0].lines, Each(Not(HasSubstr("<null>"))));
}

TEST(SanitizerReports, AreAsManyAsWerePrinted) {
    const std::vector<SanitizerReport> reports = reports_in("two-reports.txt");
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_EQ(reports[0].summary, "ThreadSanitizer reports: lock-order-inversion (potential deadlock)");
    EXPECT_EQ(reports[0].file, "lab4/lock.cpp");
    EXPECT_EQ(reports[0].line, 5) << "the library's frames come first";
    EXPECT_EQ(reports[1].summary, "ThreadSanitizer reports: data race");
    EXPECT_EQ(reports[1].line, 9);
    EXPECT_EQ(reports[1].function, "operator()");
}

TEST(SanitizerReports, OfAddressSanitizerHaveAPlace) {
    const std::vector<SanitizerReport> reports = reports_in("address-sanitizer.txt");
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_THAT(reports[0].summary, StartsWith("AddressSanitizer reports: heap-use-after-free"));
    EXPECT_EQ(reports[0].file, "lab4/heap.cpp");
    EXPECT_EQ(reports[0].line, 1);
    EXPECT_THAT(reports[0].lines, Each(Not(HasSubstr("Shadow bytes"))));
}

TEST(SanitizerReports, OfAddressSanitizerNameTheFunctionWithoutItsAddress) {
    EXPECT_EQ(reports_in("address-sanitizer.txt").at(0).function, "main");
}

TEST(SanitizerReports, AreNoneInAServersOrdinaryWords) {
    EXPECT_THAT(parse_sanitizer_reports(""), IsEmpty());
    EXPECT_THAT(parse_sanitizer_reports("client #3 has left\nWARNING: out of descriptors\nERROR: no\n"),
                IsEmpty());
    EXPECT_THAT(parse_sanitizer_reports("FATAL: ThreadSanitizer: unexpected memory mapping 0x1-0x2\n"),
                IsEmpty());
    EXPECT_THAT(parse_sanitizer_reports("ThreadSanitizer: reported 1 warnings\n"), IsEmpty());
    EXPECT_THAT(parse_sanitizer_reports("    #0 main lab4/main.cpp:4 (server+0x1)\n"), IsEmpty())
        << "no report's frame";
}

TEST(SanitizerReports, EndWithTheirSummaryWhateverIsPrintedNext) {
    const auto reports = parse_sanitizer_reports(
        "WARNING: ThreadSanitizer: data race (pid=1)\n  Write of size 4\nSUMMARY: ThreadSanitizer: data "
        "race\n"
        "    #0 later lab4/later.cpp:9 (server+0x1)\nclient #3 has left\n");
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_THAT(reports[0].lines, testing::ElementsAre("  Write of size 4"));
    EXPECT_EQ(reports[0].file, "");
}

TEST(SanitizerReports, KeepAReportThatIsCutShort) {
    const auto reports =
        parse_sanitizer_reports("==================\nWARNING: ThreadSanitizer: data race (pid=1)");
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_THAT(reports[0].lines, IsEmpty());
    EXPECT_EQ(reports[0].line, 0);
}

TEST(SanitizerReports, ThatAreForgedDoNoHarm) {
    const auto reports = parse_sanitizer_reports(
        "WARNING: ThreadSanitizer: data race (pid=1)\n    #0 f() lab4/../../etc/passwd:99999999999999999999 "
        "(x+0x1)\n");
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].line, 99'999'999) << "no number is too large to read";
}

TEST(SanitizerReports, BearGarbage) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    for (int turn = 0; turn < 8; ++turn) bytes += bytes;
    EXPECT_THAT(parse_sanitizer_reports(bytes), IsEmpty());
    const auto reports = parse_sanitizer_reports("WARNING: ThreadSanitizer: data race\n" + bytes);
    EXPECT_THAT(reports, SizeIs(1));
    EXPECT_LE(reports[0].lines.size(), 36U);
}

TEST(SanitizerReports, BearLinesAndReportsWithoutEnd) {
    const std::string long_line = "    #0 " + std::string(100'000, '(') + "lab4/" + std::string(100'000, 'x');
    const auto one =
        parse_sanitizer_reports("WARNING: ThreadSanitizer: data race\n  at " + long_line + "\n" + long_line);
    ASSERT_THAT(one, SizeIs(1));
    for (const std::string& line : one[0].lines) EXPECT_LE(line.size(), 1'000U);

    std::string many;
    for (int number = 0; number < 1'000; ++number)
        many += "WARNING: ThreadSanitizer: data race (pid=1)\n  Write\n";
    EXPECT_THAT(parse_sanitizer_reports(many), SizeIs(1'000));
    std::string endless = "WARNING: ThreadSanitizer: data race (pid=1)\n";
    for (int number = 0; number < 1'000; ++number) endless += "  Write of size 4\n";
    EXPECT_THAT(parse_sanitizer_reports(endless).at(0).lines, SizeIs(36));
}

}  // namespace
}  // namespace grader
