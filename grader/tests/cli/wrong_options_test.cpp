// Command lines that are refused, each in one line that names what is wrong and the nearest right one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "options_fixture.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST_F(CommandLine, NeverTakesADirectoryForAStudentsNameAndGradesAnother) {
    EXPECT_THAT(
        usage_error({"grade", "--student", "/tmp"}),
        HasSubstr("--student takes a name, and /tmp is a directory; did you mean `./lab grade /tmp`"));
    EXPECT_EQ(grade({"--student", "/tmp", "class/ada"}).student, "/tmp");
    EXPECT_EQ(grade({"--student", "Ada"}).student, "Ada");
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
        {{"grade", "--practice", "7"}, "there is no practice \"7\"; there are practice 1 to 4"},
        {{"grade", "--practice", "1", "--lab", "4"}, "--lab and --practice: give one of them"},
        {{"grade", "--practice", "1", "--bonus"}, "--bonus goes with the labs, not with --practice"},
        {{"grade", "practice2"}, "did you mean `./lab grade --practice 2`?"},
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
        {{}, "what to do? ./lab grade, ./lab watch, ./lab debug, ./lab report, ./lab hint or ./lab doctor"},
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

TEST_F(CommandLine, OfDebugThatIsWrongIsToldWithTheNearestRightOne) {
    EXPECT_THAT(usage_error({"debug"}), HasSubstr("the check is missing: ./lab debug CHECK"));
    EXPECT_THAT(usage_error({"debug", "A", "b", "c"}), HasSubstr("\"c\" is one word too many"));
    EXPECT_THAT(usage_error({"debug", "A", "--comand", "bt"}), HasSubstr("did you mean --command?"));
    EXPECT_THAT(usage_error({"debug", "A", "--command", ""}), HasSubstr("--command: its value is empty"));
}

}  // namespace
}  // namespace grader
