// A table comes back byte for byte, but for the cells that were set.
#include "class/gradebook/table.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "class/gradebook/words.hpp"

namespace grader {
namespace {

TEST(GradebookTable, WhatIsNotChangedComesBackByteForByte) {
    for (const std::string text : {
             "a,b\n1,2\n",
             "a,b\r\n1,2\r\n",
             "a,b\r1,2\r",
             "a,b\n1,2",
             "\xEF\xBB\xBF\"a\",b\r\n\"1\"\"x\",\"2\r\n3\"\r\n",
             "a;b;c\n1,5;\"2;3\"; 4 \n\n;;\n",
             "a\tb\n1\t2\n",
             "a, \"b, c\",d\n1,2\n",
             "a,b\n1,2,3,4\n\n\n",
             "na\xEFve,b\n\xFF,2\n",
         }) {
        EXPECT_EQ(Table(text, "grades.csv").text(), text);
    }
}

TEST(GradebookTable, TheSeparatorIsTheOneThatMakesMostCellsOfTheFirstLine) {
    EXPECT_EQ(Table("Student,ID,Section\n", "g").separator(), ',');
    EXPECT_EQ(Table("Student;ID;\"Lab 4, part 1, of 3\"\n", "g").separator(), ';');
    EXPECT_EQ(Table("Student\tID\tLab, 4\n", "g").separator(), '\t');
    EXPECT_EQ(Table("Student\n", "g").separator(), ',');
}

TEST(GradebookTable, OnlyTheCellThatIsSetChanges) {
    Table table(
        "\xEF\xBB\xBFStudent,\"Lab 4\",note\r\n\"Lovelace, Ada\",\"\",\"x \"\"y\"\"\"\r\nHopper,,\r\n", "g");
    table.set(1, 1, "100");
    table.set(2, 1, "72");
    EXPECT_EQ(
        table.text(),
        "\xEF\xBB\xBFStudent,\"Lab 4\",note\r\n\"Lovelace, Ada\",\"100\",\"x \"\"y\"\"\"\r\nHopper,72,\r\n");
}

TEST(GradebookTable, WhatIsSetCanBeReadAgain) {
    for (const std::string value : {"a,b", "say \"no\"", "two\nlines", "14,5", " blanks "}) {
        Table table("a;b\n1;2\n", "g");
        table.set(1, 1, value);
        EXPECT_EQ(Table(table.text(), "g").cell(1, 1), value);
        EXPECT_EQ(Table(table.text(), "g").columns(1), 2U);
    }
}

TEST(GradebookTable, TextThatASpreadsheetWouldComputeIsMadeHarmless) {
    for (const std::string value : {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "\t=1"}) {
        Table table("a,b\n1,2\n", "g");
        table.set(1, 1, value);
        EXPECT_EQ(table.cell(1, 1), "'" + value);
    }
}

TEST(GradebookTable, AQuotedCellIsMadeHarmlessLikeOthers) {
    Table table("a,b\n1,\"2\"\n", "g");
    table.set(1, 1, "=1+1");
    EXPECT_EQ(table.text(), "a,b\n1,\"'=1+1\"\n");
    table.set(1, 1, "x, y");
    EXPECT_EQ(table.text(), "a,b\n1,\"x, y\"\n");
    table.set(1, 1, "7");
    EXPECT_EQ(table.text(), "a,b\n1,\"7\"\n");
}

TEST(GradebookTable, Latin1IsReadAndWrittenAsLatin1) {
    Table table(
        "Name;Pr\xFC"
        "fung\nJ\xF6rg;\n",
        "g");
    EXPECT_EQ(table.column_named("Pr\xC3\xBC"
                                 "fung"),
              1U);
    EXPECT_EQ(table.cell(1, 0), "J\xC3\xB6rg");
    table.set(1, 1, "\xC3\xA4\xE2\x82\xAC");
    EXPECT_EQ(table.text(),
              "Name;Pr\xFC"
              "fung\nJ\xF6rg;\xE4?\n");
}

TEST(GradebookTable, ARowThatIsTooShortGetsTheCellsThatItLacks) {
    Table table("a,b,c\n1\n", "g");
    EXPECT_EQ(table.cell(1, 2), "");
    table.set(1, 2, "9");
    EXPECT_EQ(table.text(), "a,b,c\n1,,9\n");
}

TEST(GradebookTable, HeadingsAreFoundWithBlanksAroundThemAndQuotesBehindThem) {
    const Table table("First name, \"Feedback: Lab 4\",c\n1,2,3\n", "g");
    EXPECT_EQ(table.column_named("Feedback: Lab 4"), 1U);
    EXPECT_FALSE(table.column_named("Feedback").has_value());
}

std::string refusal(const std::string& text) {
    try {
        const Table table(text, "grades.csv");
    } catch (const UserError& error) {
        return error.what();
    }
    return "nothing";
}

TEST(GradebookTable, WhatIsNoTableIsRefusedByName) {
    EXPECT_EQ(refusal(""), "there is nothing in grades.csv");
    EXPECT_EQ(refusal("\xEF\xBB\xBF \r\n"), "there is nothing in grades.csv");
    EXPECT_NE(refusal("a,b\n1,\"2\n3,4\n").find("grades.csv:2: a quote begins there"), std::string::npos);
    EXPECT_NE(refusal(std::string("\xFF\xFE") + "a").find("UTF-8"), std::string::npos);
    EXPECT_NE(refusal(std::string("PK\x03\x04\0\0", 6)).find("a spreadsheet"), std::string::npos);
}

/// Rows of what means something in tables, in any order.
std::string random_table(std::mt19937& random) {
    static constexpr std::string_view letters = "ab,,;\t\"\"\r\n\n =";
    std::string text = "head,other\n";
    for (std::size_t length = random() % 40; length > 0; --length) text += letters[random() % letters.size()];
    return text;
}

TEST(GradebookTable, WhateverRowsThereAreTheOtherCellsStay) {
    std::mt19937 random(4);
    int tables = 0;
    for (int at = 0; at < 20000; ++at) {
        const std::string text = random_table(random);
        try {
            const Table before(text, "g");
            ASSERT_EQ(before.text(), text);
            if (before.rows() == 1) continue;
            Table after(text, "g");
            const std::size_t row = 1 + random() % (before.rows() - 1);
            const std::size_t column = random() % before.columns(row);
            after.set(row, column, "7");
            const Table again(after.text(), "g");
            ASSERT_EQ(again.rows(), before.rows()) << text;
            for (std::size_t r = 0; r < before.rows(); ++r) {
                for (std::size_t c = 0; c < before.columns(r); ++c)
                    ASSERT_EQ(again.cell(r, c), r == row && c == column ? "7" : before.cell(r, c)) << text;
            }
            ++tables;
        } catch (const UserError&) {
            // A quote that never ends.
        }
    }
    EXPECT_GT(tables, 5000);
}

TEST(GradebookWords, NumbersOfOtherCountriesAreNumbers) {
    EXPECT_EQ(number_in("100"), 100);
    EXPECT_EQ(number_in(" 100,00 "), 100);
    EXPECT_EQ(number_in("(12.5)"), 12.5);
    EXPECT_FALSE(number_in("(read only)").has_value());
    EXPECT_FALSE(number_in("").has_value());
    EXPECT_FALSE(number_in("1.2.3").has_value());
    EXPECT_TRUE(has_decimal_comma("14,5"));
    EXPECT_FALSE(has_decimal_comma("Lovelace, Ada"));
}

TEST(GradebookWords, NamesAreTheSameHoweverTheyAreWritten) {
    EXPECT_EQ(folded_name("Lovelace, Ada  King"), "ada king lovelace");
    EXPECT_EQ(folded_name(" Ada King\tLovelace"), "ada king lovelace");
}

}  // namespace
}  // namespace grader
