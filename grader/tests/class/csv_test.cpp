#include "class/csv.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvTable table(const std::string& text) {
    return parse_csv(text, "roster.csv");
}

std::string complaint(const std::string& text) {
    try {
        (void)table(text);
        return "none";
    } catch (const UserError& error) {
        return error.what();
    }
}

TEST(Csv, ReadsQuotesCommasAndLineBreaksInCells) {
    const CsvTable read = table("id,name\r\nada,\"Lovelace, \"\"Ada\"\"\nof London\"\r\nbob,Bob\r\n");
    EXPECT_THAT(read.columns, ElementsAre("id", "name"));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_THAT(read.rows[0].cells, ElementsAre("ada", "Lovelace, \"Ada\"\nof London"));
    EXPECT_EQ(read.rows[1].line, 4U) << "lines are those of the file";
}

TEST(Csv, ReadsWhatEachSystemWrites) {
    const std::string marked = "\xEF\xBB\xBFid,name\r\nada,Ada\r\n";
    EXPECT_THAT(table(marked).columns, ElementsAre("id", "name"));
    EXPECT_THAT(table("id,name\rada,Ada\r").rows.at(0).cells, ElementsAre("ada", "Ada"));
    EXPECT_THAT(table("id,name\nada,Ada").rows.at(0).cells, ElementsAre("ada", "Ada"));
    EXPECT_THAT(table("id;name\nada;Lovelace, Ada\n").rows.at(0).cells, ElementsAre("ada", "Lovelace, Ada"));
    EXPECT_THAT(table("id\tname\nada\tLovelace, Ada\n").rows.at(0).cells,
                ElementsAre("ada", "Lovelace, Ada"));
}

TEST(Csv, OtherEncodingsBecomeUtf8) {
    EXPECT_THAT(table("id,name\nz,Zo\xEB\n").rows.at(0).cells, ElementsAre("z", "Zoë"));
    const std::string sixteen("\xFF\xFEi\0d\0,\0n\0\n\0z\0,\0\xEB\0\n\0", 20);
    EXPECT_THAT(table(sixteen).rows.at(0).cells, ElementsAre("z", "ë"));
}

TEST(Csv, BlankLinesAreNoRowsAndShortRowsAreFilled) {
    const CsvTable read = table("id,name,group\n\n,,\nada\nbob,Bob,1,,\n");
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_THAT(read.rows[0].cells, ElementsAre("ada", "", ""));
    EXPECT_THAT(read.rows[1].cells, ElementsAre("bob", "Bob", "1"));
}

TEST(Csv, WhatIsNoTableIsNamedByItsLine) {
    EXPECT_THAT(complaint("id,name\nada,Lovelace, Ada\n"), HasSubstr("roster.csv:2: there are 3 cells"));
    EXPECT_THAT(complaint("id,name\nada,\"Ada\n"), HasSubstr("roster.csv:2: a quote"));
    EXPECT_THAT(complaint(""), HasSubstr("it is empty"));
    EXPECT_THAT(complaint(std::string("PK\0\0", 4)), HasSubstr("this is no text"));
}

TEST(Csv, FindsColumnsWhateverTheirCase) {
    const CsvTable read = table("ID,Name\nada,Ada\n");
    EXPECT_EQ(read.column("name"), 1U);
    EXPECT_EQ(read.column("email"), std::nullopt);
}

TEST(Csv, NoCellIsAFormula) {
    EXPECT_EQ(csv_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    EXPECT_EQ(csv_cell("@cmd"), "'@cmd");
    EXPECT_EQ(csv_cell("+1-cmd"), "'+1-cmd");
    EXPECT_EQ(csv_cell("-cmd|' /C calc'!A0"), "'-cmd|' /C calc'!A0");
    EXPECT_EQ(csv_cell("\t=1"), "\"'\t=1\"");
    EXPECT_EQ(csv_cell("-3.5"), "-3.5") << "a number stays one";
    EXPECT_EQ(csv_cell("a=b"), "a=b");
}

TEST(Csv, WhatIsWrittenIsReadAgain) {
    const std::string text =
        csv_line({"id", "name"}) + csv_line({"a,b", "say \"hi\"\nthere"}) + csv_line({" x ", ""});
    const CsvTable read = table(text);
    EXPECT_THAT(read.rows.at(0).cells, ElementsAre("a,b", "say \"hi\"\nthere"));
    EXPECT_THAT(read.rows.at(1).cells, ElementsAre(" x ", ""));
}

}  // namespace
}  // namespace grader
