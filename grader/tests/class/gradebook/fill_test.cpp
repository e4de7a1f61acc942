// The points of a class in somebody's gradebook: whose row it is, what is left as it was, what is said.
#include "class/gradebook/fill.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "report/text.hpp"
#include "sample_class.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
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

FilledTable fill(const SampleClass& sample, const std::string& gradebook, FillOptions options = {},
                 const std::string& platform = "csv", MarkOptions of_marks = {}) {
    of_marks.lab = options.lab = lab_for_marks(sample.asked, sample.outcomes, options.lab);
    Table table(gradebook, "grades.csv");
    const auto marks = marks_of(sample.asked, sample.outcomes, of_marks);
    Filled filled = fill_gradebook(table, sample.asked.students, marks, platform_named(platform), options);
    return {table.text(), std::move(filled)};
}

std::string refusal(const SampleClass& sample, const std::string& gradebook, const FillOptions& options = {},
                    const std::string& platform = "csv") {
    try {
        fill(sample, gradebook, options, platform);
    } catch (const UserError& error) {
        return error.what();
    }
    return "nothing";
}

const char* const by_email =
    "name,email,Lab 4\n"
    "Ada,ada@example.edu,\n"
    "Edsger,edsger@example.edu,\n"
    "Barbara,barbara@example.edu,55\n"
    "Tony,tony@example.edu,7\n"
    "Leslie,leslie@example.edu,\n"
    "Alan,alan@example.edu,3\n";

TEST(Gradebook, GetsPointsAndLeavesWhatHasNone) {
    const auto [text, filled] = fill(sample_class(), by_email);
    EXPECT_EQ(text,
              "name,email,Lab 4\n"
              "Ada,ada@example.edu,100\n"
              "Edsger,edsger@example.edu,\n"
              "Barbara,barbara@example.edu,0\n"
              "Tony,tony@example.edu,7\n"
              "Leslie,leslie@example.edu,\n"
              "Alan,alan@example.edu,3\n");
    EXPECT_EQ(filled.rows, 6);
    EXPECT_EQ(filled.written, 2);
}

TEST(Gradebook, EveryoneWithoutPointsIsNamedWithTheReason) {
    const Filled filled = fill(sample_class(), by_email).filled;
    EXPECT_THAT(whom(filled.without_submission),
                ElementsAre("Tony (tony@example.edu)", "Alan (alan@example.edu)"));
    EXPECT_THAT(whom(filled.open), ElementsAre("Edsger (edsger@example.edu)", "Leslie (leslie@example.edu)"));
    EXPECT_THAT(filled.open[0].what, HasSubstr("inconclusive: "));
    EXPECT_THAT(filled.open[0].what, HasSubstr(" open"));
    EXPECT_THAT(filled.open[1].what, HasSubstr("SIGKILL"));
    EXPECT_THAT(whom(filled.not_in_gradebook), ElementsAre("Grace Hopper (grace)"));
    ASSERT_EQ(filled.replaced.size(), 1U);
    EXPECT_EQ(filled.replaced[0].what, "0, before 55");
    const std::string text = text_of(filled, 80);
    for (const std::string name : {"tony", "alan", "edsger", "leslie", "grace", "the archive is damaged"})
        EXPECT_THAT(text, HasSubstr(name));
    for (const std::string& line : printable_lines(text)) EXPECT_LE(columns(line), 80U) << line;
}

TEST(Gradebook, OpenPointsCountAsLostOnlyIfThatIsWanted) {
    MarkOptions with_open;
    with_open.with_open = true;
    const SampleClass sample = sample_class();
    const int points = sample.outcomes[2].document->labs[0].score();
    EXPECT_THAT(fill(sample, by_email, {}, "csv", with_open).text,
                HasSubstr("edsger@example.edu," + std::to_string(points) + "\n"));
}

TEST(Gradebook, SelectedChecksGiveNoPointsOfALab) {
    SampleClass sample = sample_class();
    sample.outcomes[0].document->partial = true;
    const auto [text, filled] = fill(sample, by_email);
    EXPECT_THAT(text, HasSubstr("ada@example.edu,\n"));
    EXPECT_THAT(filled.open[0].what, HasSubstr("only some checks"));
}

TEST(Gradebook, FilledTwiceItIsTheSame) {
    const auto [once, first] = fill(sample_class(), by_email);
    const auto [twice, second] = fill(sample_class(), once);
    EXPECT_EQ(once, twice);
    EXPECT_THAT(second.replaced, IsEmpty());
}

TEST(Gradebook, AMaximumThatIsAnotherWantsScale) {
    FillOptions options;
    options.maximum = 20;
    EXPECT_THAT(
        refusal(sample_class(), by_email, options),
        HasSubstr("\"Lab 4\" has 20 points, and the lab has 100: with --scale, 100 points become 20"));
    options.scale = true;
    SampleClass sample = sample_class();
    sample.add("alan", "one-failure", "Alan Turing");
    const LabResult& alan = sample.outcomes.back().document->labs[0];
    const std::string text = fill(sample, by_email, options).text;
    EXPECT_THAT(text, HasSubstr("ada@example.edu,20\n"));
    ASSERT_EQ(alan.score(), 97);
    EXPECT_THAT(text, HasSubstr("alan@example.edu,19.4\n"));
    EXPECT_THAT(refusal(sample, by_email), "nothing");
}

TEST(Gradebook, NobodyGetsSomebodyElsesPoints) {
    SampleClass sample = sample_class();
    sample.asked.students[0].cells = {{"SID", "1815"}};
    sample.asked.students[1].cells = {{"SID", "1906"}};
    // The address is Ada's, and the number Grace's.
    const std::string mixed = "email,sid,Lab 4\nada@example.edu,1906,\n";
    EXPECT_THAT(whom(fill(sample, mixed).filled.unclear), ElementsAre("ada@example.edu"));
    EXPECT_EQ(fill(sample, mixed).text, mixed);
    // Two rows that are both Ada's.
    const std::string twice = "email,Lab 4\nada@example.edu,\nADA@example.edu ,\n";
    EXPECT_EQ(fill(sample, twice).filled.unclear.size(), 2U);
    EXPECT_EQ(fill(sample, twice).text, twice);
    // Two of the class have the name of one row.
    sample.asked.students[3].name = "Ada Lovelace";
    const std::string by_name = "name,email,Lab 4\n\"Lovelace, Ada\",x@y.z,\n";
    EXPECT_THAT(fill(sample, by_name).filled.unclear[0].what, HasSubstr("2 of the class"));
    EXPECT_EQ(fill(sample, by_name).text, by_name);
}

/// As Moodle's folders tell them.
SampleClass of_moodle() {
    SampleClass sample = sample_class();
    sample.asked.students[0].keys = {"participant 1001", "adalovelace"};
    sample.asked.students[1].keys = {"participant 1002", "gracehopper"};
    return sample;
}

TEST(Gradebook, ANumberCountsAmongNumbersOfItsKindOnly) {
    const std::string canvas =
        "Student,ID,SIS User ID,Section,Lab 4\n\"Lovelace, Ada\",1002,1002,A,\n\"Hopper, "
        "Grace\",1001,1001,A,\n";
    const auto [text, filled] = fill(of_moodle(), canvas, {}, "canvas");
    EXPECT_THAT(text, HasSubstr("\"Lovelace, Ada\",1002,1002,A,100\n"));
    EXPECT_THAT(whom(filled.doubtful), testing::Contains(HasSubstr("Lovelace, Ada")));
    const std::string by_number = "id number,Lab 4\n1001,\n1002,\n";
    EXPECT_EQ(fill(of_moodle(), by_number).text, by_number);
    EXPECT_THAT(fill(of_moodle(), "Identifier,Lab 4\nTeilnehmer/in 1001,\n").text, HasSubstr("1001,100"));
    EXPECT_THAT(fill(of_moodle(), "Identifier,Lab 4\ns1001,\n").text, Not(HasSubstr("100\n")));
}

TEST(Gradebook, ANumberAndAContradictingNameGetNothing) {
    const std::string swapped =
        "Identifier,Full name,Lab 4\nParticipant 1002,Ada Lovelace,\nParticipant 1001,Grace Hopper,\n";
    const auto [text, filled] = fill(of_moodle(), swapped, {}, "moodle");
    EXPECT_EQ(text, swapped);
    ASSERT_EQ(filled.unclear.size(), 2U);
    EXPECT_THAT(filled.unclear[0].what,
                HasSubstr("that of Grace Hopper (grace), and its name is that of ada"));
    const std::string strange = "Identifier,Full name,Lab 4\nParticipant 1001,Mary Shelley,\n";
    EXPECT_EQ(fill(of_moodle(), strange, {}, "moodle").text, strange);
    EXPECT_THAT(fill(of_moodle(), "Identifier,Full name,Lab 4\nParticipant 1001,\"LOVELACE, A.\",\n").text,
                HasSubstr(",100\n"));
    // People change their names, and keep their addresses.
    const Filled married = fill(of_moodle(), "name,email,Lab 4\nAda King,ada@example.edu,\n").filled;
    EXPECT_EQ(married.written, 1);
    EXPECT_THAT(married.doubtful.at(0).what, HasSubstr("though the name is another one"));
    EXPECT_EQ(fill(of_moodle(), "name,email,Lab 4\nGrace Hopper,ada@example.edu,\n").filled.written, 0);
}

TEST(Gradebook, ASectionOrAGroupIsNobodysNumber) {
    SampleClass sample = sample_class();
    sample.asked.students[0].cells = {{"Section", "7"}, {"Group", "8"}};
    const std::string text = "id,Lab 4\n7,\n8,\n";
    EXPECT_EQ(fill(sample, text).text, text);
}

TEST(Gradebook, AColumnOfTheRosterWithTheSameHeadingDecides) {
    SampleClass sample = sample_class();
    sample.asked.students[0].cells = {{"Matrikel", "11"}};
    sample.asked.students[1].cells = {{"Matrikel", "22"}};
    FillOptions options;
    options.match = "matrikel";
    EXPECT_THAT(fill(sample, "Matrikel;Lab 4\n11;\n", options).text, HasSubstr("11;100"));
}

TEST(Gradebook, LoginsAndNamesWillDoButAreNamed) {
    const Filled filled = fill(sample_class(), "login,name,Lab 4\nADA,,\n,Barbara  LISKOV,\n").filled;
    EXPECT_EQ(filled.written, 2);
    // "ada" is also the name of Ada's folder, so only the name is in doubt.
    ASSERT_EQ(filled.doubtful.size(), 1U);
    EXPECT_THAT(filled.doubtful[0].what, HasSubstr("Barbara Liskov (barbara) by the name alone"));
    SampleClass sample = sample_class();
    sample.asked.students[0].id = "student-17";
    EXPECT_THAT(fill(sample, "login,Lab 4\nada,\n").filled.doubtful[0].what, HasSubstr("before an @"));
}

TEST(Gradebook, AWrongColumnIsRefusedWithTheNearest) {
    FillOptions options;
    options.column = "Lab4";
    EXPECT_THAT(refusal(sample_class(), by_email, options), HasSubstr("did you mean \"Lab 4\"?"));
    EXPECT_THAT(refusal(sample_class(), "email,Homework\nada@example.edu,\n"), HasSubstr("--column NAME"));
    EXPECT_THAT(refusal(sample_class(), "email,Lab 4 a,Lab 4 b\nada@example.edu,\n"),
                HasSubstr("\"Lab 4 a\", \"Lab 4 b\""));
    options.column = "Lab 4";
    EXPECT_THAT(refusal(sample_class(), "email,Lab 4,Lab 4\nada@example.edu,\n", options),
                HasSubstr("several columns"));
    EXPECT_THAT(refusal(sample_class(), "colour,Lab 4\nred,\n"), HasSubstr("--match COLUMN"));
    options.match = "collour";
    EXPECT_THAT(refusal(sample_class(), "colour,Lab 4\nred,\n", options),
                HasSubstr("did you mean \"colour\"?"));
}

TEST(Gradebook, PointsAreWrittenOverNoIdentity) {
    const std::string canvas =
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab 4 (1)\n    Points Possible,,,,,100\n"
        "\"Lovelace, Ada\",1,2,ada@example.edu,A,\n";
    FillOptions options;
    for (const std::string column : {"Student", "ID", "SIS User ID", "sis login id", "Section"}) {
        options.column = column;
        EXPECT_THAT(refusal(sample_class(), canvas, options, "canvas"), HasSubstr("is no column for points"));
        options.column = "Lab 4 (1)";
        options.feedback = column;
        EXPECT_THAT(refusal(sample_class(), canvas, options, "canvas"),
                    HasSubstr("is no column for feedback"));
        options.feedback.clear();
    }
    options.feedback = "Lab 4 (1)";
    EXPECT_THAT(refusal(sample_class(), canvas, options, "canvas"), HasSubstr("points and the feedback"));
    // Whatever it is called.
    options = {};
    const std::string own =
        "email,Legi,Tutor,Mark\nada@example.edu,17944001,Bob,\ngrace@example.edu,17944002,Eve,EX\n";
    for (const std::string column : {"Legi", "Tutor"}) {
        options.column = column;
        EXPECT_THAT(refusal(sample_class(), own, options), HasSubstr("2 of 2 cells hold something else"));
    }
    options.column = "Mark";
    EXPECT_EQ(refusal(sample_class(), own, options), "nothing");
}

TEST(Gradebook, TheTablesOwnMaximumCounts) {
    const std::string canvas =
        "Student,ID,SIS Login ID,Section,Lab 4\n    Points Possible,,,,100\n\"Lovelace, "
        "Ada\",1,ada@example.edu,A,\n";
    FillOptions options;
    options.maximum = 20;
    options.scale = true;
    EXPECT_THAT(refusal(sample_class(), canvas, options, "canvas"),
                HasSubstr("the table says that \"Lab 4\" has 100 points, and --maximum says 20"));
    options.maximum = 100;
    EXPECT_EQ(refusal(sample_class(), canvas, options, "canvas"), "nothing");
}

TEST(Gradebook, LabFourIsNotLabForty) {
    EXPECT_THAT(fill(sample_class(), "email,Lab 40,lab-4: echo\nada@example.edu,,\n").filled.column,
                "lab-4: echo");
}

TEST(Gradebook, AClassOfTwoLabsWantsToKnowWhich) {
    SampleClass sample = sample_class();
    LabResult other = sample.outcomes[0].document->labs[0];
    other.lab = 5;
    sample.outcomes[0].document->labs.push_back(other);
    EXPECT_THAT(refusal(sample, by_email), HasSubstr("--lab 4 or --lab 5"));
    FillOptions options;
    options.lab = 6;
    EXPECT_THAT(refusal(sample, by_email, options), HasSubstr("nobody of the class has a verdict of Lab 6"));
    // Who handed in the other lab only has no submission of this one.
    options.lab = 5;
    options.column = "Lab 4";
    EXPECT_THAT(whom(fill(sample, by_email, options).filled.without_submission),
                ElementsAre("Edsger (edsger@example.edu)", "Barbara (barbara@example.edu)",
                            "Tony (tony@example.edu)", "Alan (alan@example.edu)"));
}

TEST(Gradebook, HostileNamesHarmNoTerminal) {
    SampleClass sample = sample_class();
    sample.asked.students[1].name = "\x1b[2J\xE2\x80\xAEgrace";
    const std::string text =
        text_of(fill(sample, std::string("email,Lab 4\n\x1b]0;x\x07@\xFF,\n")).filled, 80);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xFF")));
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
}

}  // namespace
}  // namespace grader
