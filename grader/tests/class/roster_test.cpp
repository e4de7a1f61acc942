#include "class/roster.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"

namespace grader {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Roster roster(const std::string& text, const std::string& pattern = "") {
    return read_roster(parse_csv(text, "r.csv"), "r.csv", pattern);
}

std::string complaint(const std::string& text, const std::string& pattern = "") {
    try {
        (void)roster(text, pattern);
        return "none";
    } catch (const UserError& error) {
        return error.what();
    }
}

TEST(Roster, OfGitHubClassroomNamesRepositoriesByAPattern) {
    const Roster read = roster(
        "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\"s1\",\"ada\",\"7\",\"Ada\"\n\"s2\","
        "\"\",\"\",\"\"\n",
        "https://github.com/org/lab4-{github_username}.git");
    ASSERT_EQ(read.students.size(), 2U);
    EXPECT_EQ(read.students[0].id, "ada");
    EXPECT_EQ(read.students[0].name, "Ada");
    EXPECT_EQ(read.students[0].repository, "https://github.com/org/lab4-ada.git");
    EXPECT_EQ(read.students[1].id, "s2") << "who has not linked an account is known by the identifier";
    EXPECT_EQ(read.students[1].repository, "");
    EXPECT_THAT(read.students[1].problem, HasSubstr("no github_username"));
}

TEST(Roster, ColumnsOfOtherPlatformsAreUnderstood) {
    const Roster canvas = roster(
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab 4\n    Points Possible,,,,,100\n\"Lovelace, "
        "Ada\",901,u1,ada,A,\n");
    ASSERT_EQ(canvas.students.size(), 1U) << "the line of the points is nobody";
    EXPECT_EQ(canvas.students[0].id, "ada");
    EXPECT_EQ(canvas.students[0].name, "Ada Lovelace");
    EXPECT_THAT(keys_of(canvas.students[0]), Contains("canvas 901"));
    EXPECT_THAT(keys_of(canvas.students[0]), Not(Contains("901")))
        << "Canvas's number is nobody's in a list of the university";
    EXPECT_THAT(keys_of(canvas.students[0]), Contains("lovelaceada"));
    EXPECT_THAT(keys_of(canvas.students[0]), Not(Contains("a"))) << "a section is nobody's name";
    const Roster moodle =
        roster("First name,Surname/Last name,ID number,Email address\nZoë,Müller,,zoe@x.ch\n");
    EXPECT_EQ(moodle.students.at(0).name, "Zoë Müller");
    EXPECT_EQ(moodle.students.at(0).id, "zoe@x.ch");
    EXPECT_EQ(moodle.students.at(0).email, "zoe@x.ch");
    EXPECT_THAT(keys_of(moodle.students[0]), Contains("zoe"));
    const Roster fifty =
        roster("username,first_name,last_name,email,section,github_id,role\nada,Ada,Lovelace,,,1,student\n");
    EXPECT_EQ(fifty.students.at(0).id, "ada");
}

TEST(Roster, AColumnMaySayWhereTheRepositoryIs) {
    const Roster read = roster("id,student_repository_url\nada,https://x/ada.git\nbob,\n");
    EXPECT_TRUE(read.has_repositories);
    EXPECT_EQ(read.students[0].repository, "https://x/ada.git");
    EXPECT_THAT(read.students[1].problem, HasSubstr("no repository"));
    EXPECT_FALSE(roster("id\nada\n").has_repositories);
}

TEST(Roster, KeepsAllColumnsInTheirOrder) {
    const Roster read = roster("id,Section,name\nada,A,Ada\n");
    EXPECT_THAT(read.columns, ElementsAre("id", "Section", "name"));
    ASSERT_EQ(read.students.at(0).cells.size(), 3U);
    EXPECT_EQ(read.students[0].cells[1].text, "A");
}

TEST(Roster, TheSameStudentTwiceCountsOnce) {
    const Roster read = roster("id,name\nada,Ada\nbob,Bob\nADA,Ada\n,\"\"\n");
    EXPECT_EQ(read.students.size(), 2U);
    EXPECT_THAT(read.notices, ElementsAre(HasSubstr("r.csv:4: ADA stands in line 2 already")));
}

TEST(Roster, SaysWhatIsMissing) {
    EXPECT_THAT(complaint("points,group\n1,2\n"),
                HasSubstr("no column tells who a student is; it has: points, group"));
    EXPECT_THAT(complaint("id\nada\n", "https://x/{login}.git"),
                HasSubstr("names {login}, and the roster has no such column"));
    EXPECT_THAT(complaint("id\nada\n", "https://x/all.git"), HasSubstr("the same for everybody"));
    EXPECT_THAT(complaint("id\nada\n", "https://x/{id"), HasSubstr("without its }"));
    EXPECT_THAT(complaint("id,name\n"), HasSubstr("names no student"));
}

}  // namespace
}  // namespace grader
