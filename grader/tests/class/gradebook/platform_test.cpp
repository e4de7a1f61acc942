// Each platform's own table, as it is exported, filled in and held against the rules by which it is imported.
#include "class/gradebook/platform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "class/gradebook/fill.hpp"
#include "sample_class.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> whom(const std::vector<Remark>& remarks) {
    std::vector<std::string> names;
    for (const Remark& remark : remarks) names.push_back(remark.who);
    return names;
}

struct FilledTable {
    std::string text;
    Filled filled;
};

FilledTable fill(const SampleClass& sample, const std::string& platform, const std::string& gradebook,
                 const FillOptions& options = {}) {
    MarkOptions of_marks;
    of_marks.lab = 4;
    FillOptions of_lab = options;
    of_lab.lab = 4;
    Table table(gradebook, "grades.csv");
    const auto marks = marks_of(sample.asked, sample.outcomes, of_marks);
    Filled filled = fill_gradebook(table, sample.asked.students, marks, platform_named(platform), of_lab);
    return {table.text(), std::move(filled)};
}

std::string refusal(const SampleClass& sample, const std::string& platform, const std::string& gradebook,
                    const FillOptions& options = {}) {
    try {
        fill(sample, platform, gradebook, options);
    } catch (const UserError& error) {
        return error.what();
    }
    return "nothing";
}

// As Canvas exports it: with the row of manual posting, the row of points, and its test student.
const std::string canvas_head =
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab 3 (208548),Lab 4 (210268),Assignments Current Score,"
    "Assignments Final Score,Current Score,Final Score\n"
    ",,,,,,Manual Posting,,,,\n"
    "    Points Possible,,,,,40.00,100.00,(read only),(read only),(read only),(read only)\n";
const std::string canvas_rows =
    "\"Lovelace, Ada\",366516,al1,ada@example.edu,CS-1 and CS-2,31.00,,77.5,31.0,77.5,31.0\n"
    "\"Hopper, Grace\",342315,gh1,grace@example.edu,CS-1,,12.00,,,,\n"
    "\"Dijkstra, Edsger\",342316,ed1,edsger@example.edu,CS-1,,,,,,\n"
    "\"Liskov, Barbara\",342317,bl1,barbara@example.edu,CS-1,EX,EX,,,,\n"
    "\"Hoare, Tony\",342318,th1,tony@example.edu,CS-1,N/A,,,,,\n"
    "\"=\"\"Turing, Alan\"\"\",342319,at1,alan@example.edu,CS-1,,,,,,\n"
    "\"Student, Test\",399564,,5b1c,CS-1,,,0.0,0.0,0.0,0.0\n";

TEST(Canvas, OnlyTheAssignmentsCellsChange) {
    const SampleClass sample = sample_class();
    const auto [text, filled] = fill(sample, "canvas", canvas_head + canvas_rows);
    const std::string points = std::to_string(sample.outcomes[1].document->labs[0].score());
    EXPECT_EQ(text,
              canvas_head +
                  "\"Lovelace, Ada\",366516,al1,ada@example.edu,CS-1 and CS-2,31.00,100,77.5,31.0,77.5,31.0\n"
                  "\"Hopper, Grace\",342315,gh1,grace@example.edu,CS-1,," +
                  points +
                  ",,,,\n"
                  "\"Dijkstra, Edsger\",342316,ed1,edsger@example.edu,CS-1,,,,,,\n"
                  "\"Liskov, Barbara\",342317,bl1,barbara@example.edu,CS-1,EX,EX,,,,\n"
                  "\"Hoare, Tony\",342318,th1,tony@example.edu,CS-1,N/A,,,,,\n"
                  "\"=\"\"Turing, Alan\"\"\",342319,at1,alan@example.edu,CS-1,,,,,,\n"
                  "\"Student, Test\",399564,,5b1c,CS-1,,,0.0,0.0,0.0,0.0\n");
    EXPECT_EQ(filled.column, "Lab 4 (210268)");
    EXPECT_EQ(filled.rows, 6);
    EXPECT_THAT(whom(filled.untouchable), ElementsAre("Liskov, Barbara (barbara@example.edu)"));
}

// Its importer asks for these, in this order (GradebookImporter#header?).
TEST(Canvas, TheHeadingsThatItsImporterAsksForAreThere) {
    const CsvTable table = parse_csv(fill(sample_class(), "canvas", canvas_head + canvas_rows).text, "g");
    EXPECT_THAT(table.columns[0], HasSubstr("Student"));
    EXPECT_THAT(table.columns[1], HasSubstr("ID"));
    EXPECT_EQ(table.columns[4], "Section");
    for (const CsvRow& row : table.rows) EXPECT_EQ(row.cells.size(), table.columns.size());
}

TEST(Canvas, AnAssignmentIsFoundWithAndWithoutItsNumber) {
    for (const std::string name : {"Lab 4 (210268)", "Lab 4", "lab 4"}) {
        FillOptions options;
        options.column = name;
        EXPECT_EQ(fill(sample_class(), "canvas", canvas_head + canvas_rows, options).filled.column,
                  "Lab 4 (210268)");
    }
}

TEST(Canvas, ColumnsThatItComputesAreRefused) {
    FillOptions options;
    options.column = "Current Score";
    EXPECT_THAT(refusal(sample_class(), "canvas", canvas_head + canvas_rows, options),
                HasSubstr("computes \"Current Score\" itself"));
    // A column of one's own that is read-only says so in the row of points, in the course's language.
    options.column = "Lab 4 notes";
    EXPECT_THAT(refusal(sample_class(), "canvas",
                        "Student,ID,SIS Login ID,Section,Lab 4 notes,Lab 4 (1)\n"
                        "    Points Possible,,,,(läs endast),100\n"
                        "\"Lovelace, Ada\",1,ada@example.edu,CS-1,,\n",
                        options),
                HasSubstr("ignores what is imported"));
}

TEST(Canvas, SemicolonsAndDecimalCommasStay) {
    FillOptions options;
    options.scale = true;
    const std::string head =
        "\xEF\xBB\xBFStudent;ID;SIS Login ID;Section;Lab 4 (1);Current Score\r\n"
        "    Points Possible;;;;12,50;(nur lesen)\r\n";
    SampleClass sample = sample_class();
    EXPECT_THAT(refusal(sample, "canvas", head + "\"Lovelace; Ada\";1;ada@example.edu;CS-1;;\r\n"),
                HasSubstr("has 12.5 points, and the lab has 100"));
    EXPECT_EQ(fill(sample, "canvas", head + "\"Lovelace; Ada\";1;ada@example.edu;CS-1;;\r\n", options).text,
              head + "\"Lovelace; Ada\";1;ada@example.edu;CS-1;\"12,5\";\r\n");
}

TEST(Canvas, FirstAndLastNamesMayHaveColumnsOfTheirOwn) {
    const auto [text, filled] = fill(sample_class(), "canvas",
                                     "LastName,FirstName,ID,SIS Login ID,Section,Lab 4 (1)\n"
                                     "    Points Possible,,,,,100\n"
                                     "Lovelace,Ada,1,,CS-1,\n");
    EXPECT_THAT(text, HasSubstr("Lovelace,Ada,1,,CS-1,100\n"));
    EXPECT_EQ(filled.doubtful.size(), 1U);
}

TEST(Canvas, WhatItsDownloadOfSubmissionsCallsAStudentIsEnough) {
    SampleClass sample;
    sample.add("lovelaceada", "all-pass").keys = {"canvas 366516", "lovelaceada"};
    sample.add("hoppergrace", "all-pass").keys = {"canvas 9", "hoppergrace"};
    const std::string head = "Student,ID,SIS Login ID,Section,Lab 4 (1)\n    Points Possible,,,,100\n";
    const auto [text, filled] =
        fill(sample, "canvas", head + "\"Lovelace, Ada\",366516,x,CS-1,\n\"Hopper, Grace\",10,y,CS-1,\n");
    EXPECT_EQ(text, head + "\"Lovelace, Ada\",366516,x,CS-1,100\n\"Hopper, Grace\",10,y,CS-1,100\n");
    EXPECT_THAT(whom(filled.doubtful), ElementsAre("Hopper, Grace (y)"));
    const std::string another = head + "\"King, Ada\",366516,x,CS-1,\n";
    EXPECT_EQ(fill(sample, "canvas", another).text, another) << "whoever that is, it is not sure";
}

TEST(Canvas, AnotherTableIsRefusedWithTheWayToTheRightOne) {
    EXPECT_THAT(refusal(sample_class(), "canvas", "email,Lab 4\nada@example.edu,\n"),
                HasSubstr("Export Entire Gradebook"));
}

// As Moodle's worksheet comes, from 3.x ("Maximum Grade") to 5.x ("Maximum grade", "Group", "Marker").
const std::string worksheet_head =
    "\xEF\xBB\xBFIdentifier,\"Full name\",\"ID number\",\"Email "
    "address\",Status,Group,Marker,Grade,\"Maximum "
    "grade\",\"Marking workflow state\",\"Grade can be changed\",\"Last modified (submission)\",\"Last "
    "modified "
    "(grade)\",\"Feedback comments\"\r\n";
std::string worksheet_row(const std::string& who, const std::string& grade, const std::string& change,
                          const std::string& feedback) {
    return who + ",\"Submitted for grading - 3 mins 31 secs late\",,," + grade + ",100.00,Released," +
           change + ",\"Wednesday, 10 June 2026, 2:14 PM\",-," + feedback + "\r\n";
}

TEST(MoodleWorksheet, GradeAndFeedbackComeTogether) {
    SampleClass sample = sample_class();
    sample.asked.students[0].keys = {"participant 8880001", "adalovelace"};
    sample.asked.students[1].late = true;
    const auto [text, filled] =
        fill(sample, "moodle",
             worksheet_head + worksheet_row("Participant 8880001,A. L.,,", "", "Yes", "") +
                 worksheet_row("Participant 8880002,Grace,,grace@example.edu", "", "Yes", "\"Lab 4: old\"") +
                 worksheet_row("Participant 8880003,Barbara,,barbara@example.edu", "", "No", ""));
    const CsvTable table = parse_csv(text, "g");
    EXPECT_EQ(table.rows[0].cells[7], "100");
    EXPECT_EQ(table.rows[0].cells[13], "Lab 4: 100 / 100; every check passed");
    EXPECT_THAT(table.rows[1].cells[13], HasSubstr("<br>Your server "));
    EXPECT_THAT(table.rows[1].cells[13], HasSubstr("<br>Something came after the deadline."));
    EXPECT_EQ(table.rows[2].cells[7], "");
    EXPECT_THAT(whom(filled.untouchable), ElementsAre("Barbara (barbara@example.edu)"));
    EXPECT_EQ(filled.feedback, "Feedback comments");
    // By these its importer finds rows and columns, and what it does not know it must find unchanged.
    EXPECT_THAT(text, HasSubstr(worksheet_head));
    EXPECT_THAT(text,
                HasSubstr("\r\nParticipant 8880002,Grace,,grace@example.edu,\"Submitted for grading - 3 "
                          "mins 31 secs late\",,,"));
}

TEST(MoodleWorksheet, FeedbackIsHtmlAndTellsNoMoreThanIsToBeTold) {
    SampleClass sample = sample_class();
    sample.outcomes[1].document->labs[0].causes[0].what = "Your server <b>\"sleeps\"</b>\nor not";
    const std::string row = worksheet_row("Participant 1,Grace,,grace@example.edu", "", "Yes", "");
    EXPECT_THAT(parse_csv(fill(sample, "moodle", worksheet_head + row).text, "g").rows[0].cells[13],
                HasSubstr("<br>Your server &lt;b&gt;&quot;sleeps"));
    MarkOptions verdicts;
    verdicts.lab = 4;
    verdicts.hints = Hints::verdicts;
    EXPECT_THAT(marks_of(sample.asked, sample.outcomes, verdicts)[1].feedback, Not(HasSubstr("sleeps")));
}

TEST(MoodleWorksheet, SomebodysWordsAreKept) {
    const auto [text, filled] = fill(sample_class(), "moodle",
                                     worksheet_head + worksheet_row("Participant 1,Ada,,ada@example.edu", "",
                                                                    "Yes", "\"<p>Well done.</p>\""));
    EXPECT_THAT(text, HasSubstr("<p>Well done.</p>"));
    EXPECT_EQ(filled.feedback_kept.size(), 1U);
    EXPECT_EQ(filled.written, 1);
}

// Moodle's own test of its importer has this file (gradeimport_csv's load_data_test.php).
TEST(MoodleGradebook, PointsAndFeedbackOfOneAssignment) {
    SampleClass sample = sample_class();
    FillOptions options;
    options.column = "Assignment: Assignment for grape group";
    const std::string head =
        "\"First name\",Surname,\"ID number\",Institution,Department,\"Email address\",\"Assignment: "
        "Assignment "
        "for grape group\", \"Feedback: Assignment for grape group\",\"Course total\",\"Last downloaded from "
        "this "
        "course\"\n";
    const auto [text, filled] =
        fill(sample, "moodle",
             head +
                 "Ada,Able,,\"Moodle HQ\",\"Rock on!\",ada@example.edu,-,,56.00,1767225600\n"
                 "Bobby,Bunce,,\"Moodle HQ\",\"Rock on!\",student5@mail.com,75.00,,75.00,1767225600",
             options);
    EXPECT_EQ(text,
              head +
                  "Ada,Able,,\"Moodle HQ\",\"Rock on!\",ada@example.edu,100,\"Lab 4: 100 / 100; every check "
                  "passed\",56.00,1767225600\n"
                  "Bobby,Bunce,,\"Moodle HQ\",\"Rock on!\",student5@mail.com,75.00,,75.00,1767225600");
}

TEST(MoodleGradebook, TheColumnOfPointsIsTakenAndNotThatOfPercents) {
    const std::string head =
        "\"First name\",\"Last name\",\"ID number\",\"Email address\",\"Assignment: Lab 4 "
        "(Real)\",\"Assignment: "
        "Lab 4 (Percentage)\",\"Assignment: Lab 4 (Feedback)\",\"Course total (Real)\"\n";
    const auto [text, filled] =
        fill(sample_class(), "moodle", head + "Ada,Lovelace,1815,ada@example.edu,-,-,,-\n");
    EXPECT_EQ(filled.column, "Assignment: Lab 4 (Real)");
    EXPECT_EQ(filled.feedback, "Assignment: Lab 4 (Feedback)");
    EXPECT_THAT(text, HasSubstr("ada@example.edu,100,-,\"Lab 4: 100 / 100; every check passed\",-\n"));
}

TEST(MoodleGradebook, InAnotherLanguageItsColumnsAreNamed) {
    FillOptions options;
    options.match = "E-Mail-Adresse";
    options.column = "Aufgabe: Lab 4 (Punkte)";
    EXPECT_THAT(fill(sample_class(), "moodle",
                     "Vorname,Nachname,E-Mail-Adresse,\"Aufgabe: Lab 4 (Punkte)\"\nAda,L,ada@example.edu,-\n",
                     options)
                    .text,
                HasSubstr("ada@example.edu,100\n"));
}

// As Gradescope's "Download Grades" writes it.
TEST(Gradescope, TotalScoreIsFilledAndMaxPointsSaysHowMany) {
    const std::string head =
        "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission "
        "Time,Lateness (H:M:S),View Count,Submission Count\n";
    const std::string row =
        "Ada,Lovelace,1815,ada@example.edu,,,20.0,Graded,128746829,2026-06-25 13:16:26 "
        "-0600,00:00:00,2,1\n";
    FillOptions options;
    EXPECT_THAT(refusal(sample_class(), "gradescope", head + row),
                HasSubstr("\"Total Score\" has 20 points"));
    options.scale = true;
    EXPECT_THAT(fill(sample_class(), "gradescope", head + row, options).text,
                HasSubstr("ada@example.edu,,20,20.0,Graded,128746829"));
}

// As GitHub Classroom's "Download grades" wrote it: all quoted; 0 of 0 without autograding.
TEST(GitHubClassroom, PointsAreFilledInQuotesAsTheRestIs) {
    const std::string head =
        "\"assignment_name\",\"assignment_url\",\"starter_code_url\",\"github_username\",\"roster_"
        "identifier\","
        "\"student_repository_name\",\"student_repository_url\",\"submission_timestamp\",\"points_awarded\","
        "\"points_available\"\n";
    const std::string start =
        "\"lab4\",\"https://classroom.github.com/x\",\"https://api.github.com/repos/o/"
        "t\",\"AdaL\",\"\",\"lab4-AdaL\","
        "\"https://github.com/o/lab4-AdaL\",\"2026-09-18 23:59:59 UTC\",";
    SampleClass sample = sample_class();
    sample.asked.students[0].cells = {{"identifier", "x17"}, {"github_username", "adal"}};
    EXPECT_EQ(fill(sample, "github-classroom", head + start + "\"0\",\"0\"\n").text,
              head + start + "\"100\",\"100\"\n");
    EXPECT_THAT(refusal(sample, "github-classroom", head + start + "\"0\",\"50\"\n"),
                HasSubstr("has 50 points"));
}

TEST(Platforms, AreFoundByNameOrTheNearestIsNamed) {
    EXPECT_EQ(platforms().size(), 5U);
    try {
        static_cast<void>(platform_named("canvass"));
        FAIL();
    } catch (const UserError& error) {
        EXPECT_THAT(error.what(), HasSubstr("did you mean \"canvas\"?"));
    }
}

}  // namespace
}  // namespace grader
