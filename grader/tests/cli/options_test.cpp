#include "cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "report/formats.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CommandLine : public testing::Test {
 protected:
    CommandLine() { ::unsetenv("IO_LABS_ROOT"); }

    /// Parses these words; what it prints is kept.
    Parsed parse(std::vector<std::string> words) {
        words.insert(words.begin(), "io-labs-grader");
        std::vector<char*> pointers;
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Parsed parsed = parse_command_line(static_cast<int>(words.size()), pointers.data());
        printed_ = testing::internal::GetCapturedStdout();
        complaint_ = testing::internal::GetCapturedStderr();
        return parsed;
    }

    GradeOptions grade(std::vector<std::string> words) {
        words.insert(words.begin(), "grade");
        const Parsed parsed = parse(std::move(words));
        EXPECT_TRUE(parsed.command) << complaint_;
        if (!parsed.command) return {};
        EXPECT_EQ(parsed.command->verb, Command::Verb::grade);
        return parsed.command->grade;
    }

    /// A usage error: its status, its only line.
    std::string usage_error(std::vector<std::string> words) {
        const std::string verb = !words.empty() && words[0] == "doctor" ? "doctor" : "grade";
        const Parsed parsed = parse(std::move(words));
        EXPECT_FALSE(parsed.command);
        EXPECT_EQ(parsed.exit_status, exit_usage);
        EXPECT_THAT(printed_, IsEmpty());
        EXPECT_EQ(std::count(complaint_.begin(), complaint_.end(), '\n'), 1) << complaint_;
        EXPECT_THAT(complaint_, StartsWith("io-labs: "));
        EXPECT_THAT(complaint_, HasSubstr("`./lab " + verb + " --help` lists the options"));
        return complaint_;
    }

    std::string printed_;
    std::string complaint_;
};

TEST_F(CommandLine, OfGradeNeedsNothingMore) {
    const GradeOptions options = grade({});
    EXPECT_EQ(options.root, "");
    EXPECT_EQ(options.submission, "");
    EXPECT_EQ(options.lab, std::nullopt);
    EXPECT_THAT(options.checks, IsEmpty());
    EXPECT_EQ(options.repeat, 1);
    EXPECT_EQ(options.json, std::nullopt);
    EXPECT_FALSE(options.keep);
    EXPECT_FALSE(options.verbose);
    EXPECT_FALSE(options.plain_progress);
}

TEST_F(CommandLine, OfGradeTakesAllItsOptions) {
    const GradeOptions options = grade({"--lab", "4", "class/ada", "--check", "*Echo*", "--repeat", "20",
                                        "--json", "r.json", "--keep", "--verbose", "--progress"});
    EXPECT_EQ(options.submission, "class/ada");
    EXPECT_EQ(options.lab, 4);
    EXPECT_THAT(options.checks, ElementsAre("*Echo*"));
    EXPECT_EQ(options.repeat, 20);
    EXPECT_EQ(options.json, "r.json");
    EXPECT_TRUE(options.keep);
    EXPECT_TRUE(options.verbose);
    EXPECT_TRUE(options.plain_progress);
}

TEST_F(CommandLine, TakesCheckMoreThanOnceAndNeverSwallowsTheSubmission) {
    const GradeOptions options = grade({"--check", "A*", "--check", "B*", "class/ada"});
    EXPECT_THAT(options.checks, ElementsAre("A*", "B*"));
    EXPECT_EQ(options.submission, "class/ada");
}

TEST_F(CommandLine, NamesTheRootOrTheEnvironmentDoes) {
    ::setenv("IO_LABS_ROOT", "/from/environment", 1);
    EXPECT_EQ(grade({}).root, "/from/environment");
    const Parsed parsed = parse({"--root", "/from/option", "grade"});
    ASSERT_TRUE(parsed.command);
    EXPECT_EQ(parsed.command->grade.root, "/from/option");
    ::unsetenv("IO_LABS_ROOT");
}

TEST_F(CommandLine, TakesReportsAndNoticesMoreThanOnce) {
    const GradeOptions options = grade({"--report", "terminal=a.txt", "--report", "terminal=b=c.txt",
                                        "--notice", "One thing", "--notice", "another", "class/ada"});
    ASSERT_EQ(options.reports.size(), 2U);
    EXPECT_EQ(options.reports[0].format, "terminal");
    EXPECT_EQ(options.reports[0].file, "a.txt");
    EXPECT_EQ(options.reports[1].file, "b=c.txt");
    EXPECT_THAT(options.notices, ElementsAre("One thing", "another"));
    EXPECT_EQ(options.submission, "class/ada");
}

TEST_F(CommandLine, OfReportTakesADocumentAFormatAndAnOutput) {
    Parsed parsed = parse({"report", "r.json", "--as", "terminal"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_EQ(parsed.command->verb, Command::Verb::report);
    EXPECT_EQ(parsed.command->report.document, "r.json");
    EXPECT_EQ(parsed.command->report.format, "terminal");
    EXPECT_EQ(parsed.command->report.output, std::nullopt);
    parsed = parse({"report", "--as", "terminal", "--output", "r.txt", "r.json"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_EQ(parsed.command->report.output, "r.txt");
}

TEST_F(CommandLine, HelpOfReportListsEveryFormat) {
    parse({"report", "--help"});
    for (const ReportFormat& format : report_formats())
        EXPECT_THAT(printed_, HasSubstr("\n  " + std::string(format.name) + " "));
}

TEST_F(CommandLine, WithAnUnknownFormatIsAUsageErrorThatKnowsWhatWasMeant) {
    EXPECT_THAT(usage_error({"grade", "--report", "terminl=r.txt"}),
                HasSubstr("no report format \"terminl\"; did you mean \"terminal\"? there are "));
    EXPECT_THAT(usage_error({"grade", "--report", "lemonade=r.txt"}), Not(HasSubstr("did you mean")));
    EXPECT_THAT(usage_error({"grade", "--report", "terminal"}), HasSubstr("write terminal=FILE"));
    EXPECT_THAT(usage_error({"grade", "--report", "terminal="}), HasSubstr("write terminal=FILE"));
    parse({"report", "r.json", "--as", "terminl"});
    EXPECT_THAT(complaint_, AllOf(HasSubstr("did you mean \"terminal\"?"),
                                  HasSubstr("`./lab report --help` lists the options")));
    parse({"report", "r.json"});
    EXPECT_THAT(complaint_, HasSubstr("--as"));
    parse({"report", "--as", "terminal"});
    EXPECT_THAT(complaint_, HasSubstr("document is required"));
}

TEST_F(CommandLine, KnowsTheDoctor) {
    const Parsed parsed = parse({"doctor"});
    ASSERT_TRUE(parsed.command);
    EXPECT_EQ(parsed.command->verb, Command::Verb::doctor);
}

TEST_F(CommandLine, PrintsHelpWithTheExitStatusesAndSucceeds) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"--help"}, {"grade", "--help"}, {"report", "--help"}, {"doctor", "--help"}}) {
        const Parsed parsed = parse(words);
        EXPECT_FALSE(parsed.command);
        EXPECT_EQ(parsed.exit_status, 0);
        EXPECT_THAT(printed_, HasSubstr("Exit status: 0 "));
        EXPECT_THAT(complaint_, IsEmpty());
    }
}

TEST_F(CommandLine, HelpOfGradeNamesEveryOption) {
    parse({"grade", "--help"});
    for (const char* option : {"SUBMISSION", "--lab", "--check", "--repeat", "--json", "--report", "--notice",
                               "--keep", "--verbose", "--progress"})
        EXPECT_THAT(printed_, HasSubstr(option));
    EXPECT_THAT(printed_, Not(HasSubstr("[1 - 99]")));
}

TEST_F(CommandLine, WithoutAVerbOrWithAnUnknownOneIsAUsageError) {
    usage_error({});
    EXPECT_THAT(usage_error({"grad"}), HasSubstr("grad"));
}

TEST_F(CommandLine, WithAnUnknownOptionIsAUsageErrorThatNamesIt) {
    EXPECT_THAT(usage_error({"grade", "--colour"}), HasSubstr("--colour"));
    EXPECT_THAT(usage_error({"doctor", "--lab", "4"}), HasSubstr("--lab"));
}

TEST_F(CommandLine, WithABadValueIsAUsageErrorThatNamesTheOption) {
    EXPECT_THAT(usage_error({"grade", "--lab", "four"}), HasSubstr("--lab"));
    EXPECT_THAT(usage_error({"grade", "--lab", "0"}), HasSubstr("--lab"));
    EXPECT_THAT(usage_error({"grade", "--lab", "6"}),
                HasSubstr("--lab: there is no lab \"6\"; there are lab 4 and lab 5"));
    EXPECT_THAT(usage_error({"grade", "--repeat", "0"}), HasSubstr("--repeat"));
    EXPECT_THAT(usage_error({"grade", "--repeat", "1000000"}), HasSubstr("--repeat"));
    EXPECT_THAT(usage_error({"grade", "--json"}), HasSubstr("--json"));
    EXPECT_THAT(usage_error({"grade", "--check"}), HasSubstr("--check"));
}

TEST_F(CommandLine, WithTwoSubmissionsIsAUsageError) {
    EXPECT_THAT(usage_error({"grade", "ada", "bob"}), HasSubstr("bob"));
}

}  // namespace
}  // namespace grader
