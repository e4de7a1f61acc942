// Command lines that are right, and what is understood.
#include "cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/labs.hpp"
#include "options_fixture.hpp"
#include "report/formats.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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
    EXPECT_FALSE(options.brief_progress);
    EXPECT_EQ(options.hints, "");
}

TEST_F(CommandLine, TakesALevelOfHintsAndOfSeveralTheLast) {
    EXPECT_EQ(grade({"--hints", "course", "--hints", "1"}).hints, "1");
    EXPECT_TRUE(grade({"--progress-brief"}).brief_progress);
    for (const char* level : {"4", "-1", "00", "all", ""})
        EXPECT_THAT(usage_error({"grade", "--hints", level}), HasSubstr("0 (verdicts), 1 (")) << level;
    Parsed parsed = parse({"report", "r.json", "--as", "terminal", "--hints", "3"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_EQ(parsed.command->report.hints, "3");
    parsed = parse({"--root", "/course", "hint", "waits-for-a-full-buffer", "--hints", "3"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_EQ(parsed.command->verb, Command::Verb::hint);
    EXPECT_EQ(parsed.command->hint.cause, "waits-for-a-full-buffer");
    EXPECT_EQ(parsed.command->hint.root, "/course");
    EXPECT_EQ(parsed.command->hint.hints, "3");
    parse({"hint"});
    EXPECT_THAT(complaint_,
                AllOf(HasSubstr("which cause? ./lab hint CAUSE"), HasSubstr("`./lab hint --help`")));
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

TEST_F(CommandLine, TakesStagesOneByOneOrTogetherAndNeverSwallowsTheSubmission) {
    EXPECT_THAT(grade({"--stage", "A"}).stages, ElementsAre("A"));
    EXPECT_THAT(grade({"--stage", "A,B", "--stage=d"}).stages, ElementsAre("A", "B", "d"));
    EXPECT_TRUE(grade({"--stage", "A"}).selects_checks());
    EXPECT_TRUE(grade({"--check", "*Echo*"}).selects_checks());
    EXPECT_FALSE(grade({}).selects_checks());
    const GradeOptions options =
        grade({"--stage", "A", "B", "class/ada", "--check", "*Echo*", "--repeat", "3"});
    EXPECT_THAT(options.stages, ElementsAre("A", "B")) << "B is no directory";
    EXPECT_EQ(options.submission, "class/ada");
    EXPECT_THAT(options.checks, ElementsAre("*Echo*"));
    EXPECT_EQ(options.repeat, 3);
    const Parsed parsed = parse({"watch", "4", "--stage", "C"});
    ASSERT_TRUE(parsed.command) << complaint_;
    EXPECT_THAT(parsed.command->watch.grading.stages, ElementsAre("C"));
    EXPECT_EQ(parsed.command->watch.grading.lab, 4);
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

TEST_F(CommandLine, TakesAnExerciseLikeALab) {
    EXPECT_EQ(grade({"--practice", "2"}).lab, first_practice + 2);
    EXPECT_EQ(grade({"--lab", "practice2"}).lab, first_practice + 2);
    EXPECT_EQ(grade({"--lab", "lab4"}).lab, 4);
    const GradeOptions several = grade({"--practice", "1", "--practice", "3"});
    EXPECT_EQ(several.lab, std::nullopt);
    EXPECT_THAT(several.practice, ElementsAre(first_practice + 1, first_practice + 3));
    EXPECT_THAT(grade({}).practice, IsEmpty());
}

TEST_F(CommandLine, OfPracticeThatIsWrongIsToldSo) {
    EXPECT_FALSE(parse({"practice", "9"}).command);
    EXPECT_THAT(complaint_, HasSubstr("there is no practice \"9\"; there are practice 1 to 4"));
    EXPECT_FALSE(parse({"practice", "1", "--lab", "4"}).command);
    EXPECT_THAT(complaint_, HasSubstr("there is no option --lab; `./lab practice --help` lists the options"));
}

TEST_F(CommandLine, OfPracticeHasNumbersAndASubmission) {
    const auto one = parse({"practice", "2", "/tmp", "--check", "*Rest"}).command;
    ASSERT_TRUE(one) << complaint_;
    EXPECT_EQ(one->verb, Command::Verb::practice);
    EXPECT_EQ(one->grade.lab, first_practice + 2);
    EXPECT_EQ(one->grade.submission, "/tmp");
    EXPECT_THAT(one->grade.checks, ElementsAre("*Rest"));
    const auto all = parse({"practice"}).command;
    ASSERT_TRUE(all) << complaint_;
    EXPECT_EQ(all->grade.lab, std::nullopt);
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

TEST_F(CommandLine, TakesTheRootAfterTheVerbToo) {
    EXPECT_EQ(grade({"class/ada", "--root", "/course"}).root, "/course");
}

}  // namespace
}  // namespace grader
