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
        const bool other =
            !words.empty() && (words[0] == "doctor" || words[0] == "report" || words[0] == "debug");
        const std::string verb = other ? words[0] : "grade";
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
    EXPECT_THAT(complaint_, HasSubstr("the document is missing: ./lab report DOCUMENT"));
}

TEST_F(CommandLine, KnowsTheDoctor) {
    const Parsed parsed = parse({"doctor"});
    ASSERT_TRUE(parsed.command);
    EXPECT_EQ(parsed.command->verb, Command::Verb::doctor);
}

TEST_F(CommandLine, DebugTakesACheckAndASubmissionAndCommandsForGdb) {
    const Parsed parsed =
        parse({"debug", "*Echo*", "ada", "--lab", "4", "--command", "bt", "--command", "info threads"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_EQ(parsed.command->verb, Command::Verb::debug);
    const DebugOptions& options = parsed.command->debug;
    EXPECT_THAT(options.grading.checks, ElementsAre("*Echo*"));
    EXPECT_EQ(options.grading.submission, "ada");
    EXPECT_EQ(options.grading.lab, 4);
    EXPECT_THAT(options.commands, ElementsAre("bt", "info threads"));
}

TEST_F(CommandLine, OfDebugThatIsWrongIsToldWithTheNearestRightOne) {
    EXPECT_THAT(usage_error({"debug"}), HasSubstr("the check is missing: ./lab debug CHECK"));
    EXPECT_THAT(usage_error({"debug", "A", "b", "c"}), HasSubstr("\"c\" is one word too many"));
    EXPECT_THAT(usage_error({"debug", "A", "--comand", "bt"}), HasSubstr("did you mean --command?"));
    EXPECT_THAT(usage_error({"debug", "A", "--command", ""}), HasSubstr("--command: its value is empty"));
}

TEST_F(CommandLine, PrintsHelpWithTheExitStatusesAndSucceeds) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                                       {"grade", "--help"},
                                                                                       {"report", "--help"},
                                                                                       {"doctor", "--help"},
                                                                                       {"debug", "--help"}}) {
        const Parsed parsed = parse(words);
        EXPECT_FALSE(parsed.command);
        EXPECT_EQ(parsed.exit_status, 0);
        EXPECT_THAT(printed_, HasSubstr("Exit status: 0 "));
        EXPECT_THAT(complaint_, IsEmpty());
    }
}

TEST_F(CommandLine, SaysItsVersionAndSucceeds) {
    const Parsed parsed = parse({"--version"});
    EXPECT_FALSE(parsed.command);
    EXPECT_EQ(parsed.exit_status, 0);
    EXPECT_THAT(printed_, testing::MatchesRegex("io-labs-grader [0-9]+\\.[0-9]+\\.[0-9]+\n"));
    EXPECT_THAT(complaint_, IsEmpty());
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
    EXPECT_THAT(usage_error({"grade", "ada", "bob"}), HasSubstr("one submission at a time, not ada and bob"));
    // A pattern that the shell has replaced by the files that match it.
    EXPECT_THAT(usage_error({"grade", "--check", "a.cpp", "b.cpp", "c.cpp"}), HasSubstr("goes in quotes"));
}

TEST_F(CommandLine, TakesFurtherWordsAfterCheckForPatternsUnlessTheyAreFiles) {
    GradeOptions options = grade({"--check", "A*", "B*", "C*"});
    EXPECT_THAT(options.checks, ElementsAre("A*"));
    EXPECT_THAT(options.perhaps_checks, ElementsAre("B*", "C*"));
    EXPECT_EQ(options.submission, "");

    options = grade({"--check", "A*", "B*", "/tmp"});
    EXPECT_THAT(options.perhaps_checks, ElementsAre("B*"));
    EXPECT_EQ(options.submission, "/tmp");

    // A path is no pattern, even if nothing is there.
    options = grade({"--check", "A*", "class/ada"});
    EXPECT_THAT(options.perhaps_checks, IsEmpty());
    EXPECT_EQ(options.submission, "class/ada");

    EXPECT_THAT(grade({"--check", "A*,B*"}).checks, ElementsAre("A*", "B*"));
    EXPECT_EQ(grade({"ada"}).submission, "ada");
}

TEST_F(CommandLine, NeverTakesADirectoryForAStudentsNameAndGradesAnother) {
    EXPECT_THAT(
        usage_error({"grade", "--student", "/tmp"}),
        HasSubstr("--student takes a name, and /tmp is a directory; did you mean `./lab grade /tmp`"));
    EXPECT_EQ(grade({"--student", "/tmp", "class/ada"}).student, "/tmp");
    EXPECT_EQ(grade({"--student", "Ada"}).student, "Ada");
}

TEST_F(CommandLine, TakesTheRootAfterTheVerbToo) {
    EXPECT_EQ(grade({"class/ada", "--root", "/course"}).root, "/course");
}

/// Command lines that are refused, and words that must be in the only line that says so.
TEST_F(CommandLine, ThatIsWrongIsToldWithTheNearestRightOne) {
    const struct {
        std::vector<std::string> words;
        const char* said;
    } table[] = {
        {{"grade", "--lab"}, "--lab wants a value: --lab N"},
        {{"grade", "--lab="}, "--lab wants a value: --lab N"},
        {{"grade", "--lab", "4,5"}, "there are lab 4 and lab 5"},
        {{"grade", "--lab", "4", "5"}, "--lab takes one lab; leave it out to grade all"},
        {{"grade", "--lab", "4", "--lab", "5"}, "--lab is there 2 times; give it once"},
        {{"grade", "-l", "4"}, "there is no option -l"},
        {{"grade", "--labs", "4"}, "there is no option --labs; did you mean --lab?"},
        {{"grade", "--chek", "A"}, "did you mean --check?"},
        {{"grade", "--verb"}, "did you mean --verbose?"},
        {{"grade", "--hlep"}, "did you mean --help?"},
        {{"grade", "--no-instal"}, "did you mean --no-install?"},
        {{"grade", "--jsn=r.json"}, "there is no option --jsn=r.json; did you mean --json?"},
        {{"grade", "--quiet", "ada"}, "there is no option --quiet;"},
        {{"grade", "--check"}, "--check wants a value: --check GLOB"},
        {{"grade", "--check="}, "--check wants a value"},
        {{"grade", "--check=A", "--check="}, "--check wants a value"},
        {{"grade", "--check", ""}, "--check: its value is empty"},
        {{"grade", "--student"}, "--student wants a value: --student NAME"},
        {{"grade", "--student", "", "ada"}, "--student: its value is empty"},
        {{"grade", "--student", "A", "--student", "B"}, "--student is there 2 times"},
        {{"grade", "--repeat"}, "--repeat wants a value: --repeat N"},
        {{"grade", "--repeat", "0"}, "a number from 1 to 10000, not \"0\""},
        {{"grade", "--repeat", "3x"}, "not \"3x\""},
        {{"grade", "--repeat", "ada"}, "not \"ada\""},
        {{"grade", "--json"}, "--json wants a value: --json FILE"},
        {{"grade", "--json", ""}, "--json: its value is empty"},
        {{"grade", "--json", "a", "--json", "b"}, "--json is there 2 times"},
        {{"grade", "--report"}, "--report wants a value: --report FORMAT=FILE"},
        {{"grade", "--notice"}, "--notice wants a value: --notice TEXT"},
        {{"grade", "--keep=maybe"}, "--keep takes no value: write --keep alone"},
        {{"grade", "--verbose=3"}, "--verbose takes no value"},
        {{"grade", "ada", "--root"}, "--root wants a value: --root DIR"},
        {{"grade", ""}, "the submission's name is empty"},
        {{"grade", "4"}, "did you mean `./lab grade --lab 4`?"},
        {{"grade", "lab5"}, "did you mean `./lab grade --lab 5`?"},
        {{"grade", "help"}, "did you mean `./lab grade --help`?"},
        {{"grade", "doctor"}, "did you mean `./lab doctor`?"},
        {{"doctor", "now"}, "\"now\" is one word too many"},
        {{"doctor", "--verbose"}, "there is no option --verbose"},
        {{"grad"}, "there is no \"grad\"; did you mean ./lab grade?"},
        {{"lemonade"}, "there is no \"lemonade\";"},
        {{"--lab", "4"}, "the verb comes first, then its options: ./lab grade --lab"},
        {{}, "what to do? ./lab grade, ./lab debug, ./lab report or ./lab doctor"},
    };
    for (const auto& [words, said] : table) EXPECT_THAT(usage_error(words), HasSubstr(said));
}

TEST_F(CommandLine, OfReportThatIsWrongIsToldWithTheNearestRightOne) {
    const struct {
        std::vector<std::string> words;
        const char* said;
    } table[] = {
        {{}, "the document is missing: ./lab report DOCUMENT --as FORMAT"},
        {{"--as", "terminal"}, "the document is missing: ./lab report DOCUMENT --as FORMAT"},
        {{"r.json"}, "--as is missing, the format of the report: ./lab report DOCUMENT --as FORMAT"},
        {{"r.json", "--as"}, "--as wants a value: --as FORMAT"},
        {{"r.json", "--as", "terminal", "--as", "html"}, "--as is there 2 times"},
        {{"r.json", "--as", "terminal", "--output"}, "--output wants a value: --output FILE"},
        {{"r.json", "--as", "terminal", "--output", ""}, "--output: its value is empty"},
        {{"r.json", "--format", "terminal"}, "there is no option --format"},
        {{"r.json", "--outptu", "x"}, "did you mean --output?"},
        {{"r.json", "s.json", "--as", "terminal"}, "\"s.json\" is one word too many"},
    };
    for (auto [words, said] : table) {
        words.insert(words.begin(), "report");
        EXPECT_THAT(usage_error(words), HasSubstr(said));
    }
}

}  // namespace
}  // namespace grader
