// What each student of a class is told.
#include "class/mail/mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "report/text.hpp"
#include "sample_class.hpp"

namespace grader {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string text_to(const SampleClass& sample, std::size_t at, const MailOptions& options = {}) {
    return mail_to(sample.asked.students[at], sample.outcomes[at], sample.asked, options).text;
}

TEST(ClassMail, WhoHasAllPointsReadsThatAndNoMore) {
    EXPECT_EQ(text_to(sample_class(), 0),
              "Hello Ada Lovelace,\n"
              "\n"
              "this is what the grader found in your submission:\n"
              "\n"
              "  Lab 4: 100 / 100; every check passed\n"
              "\n"
              "All that was seen, and how to run each check at home, is in the report that\n"
              "comes with this: report.html.\n");
}

TEST(ClassMail, TheFirstCauseComesWithItsPlaceAndAsMuchAsIsToBeTold) {
    const SampleClass sample = sample_class();
    const Cause& cause = sample.outcomes[1].document->labs[0].causes[0];
    MailOptions options;
    options.hints = Hints::all;
    ASSERT_TRUE(cause.source.has_value());
    const std::string place = cause.source->file + ":" + std::to_string(cause.source->line);
    EXPECT_THAT(text_to(sample, 1, options), HasSubstr(place));
    EXPECT_THAT(text_to(sample, 1, options), HasSubstr("How: "));
    options.hints = Hints::questions;
    EXPECT_THAT(text_to(sample, 1, options), HasSubstr("Question: "));
    EXPECT_THAT(text_to(sample, 1, options), Not(HasSubstr("Direction: ")));
    options.hints = Hints::verdicts;
    EXPECT_THAT(text_to(sample, 1, options), Not(HasSubstr(place)));
    EXPECT_THAT(text_to(sample, 1, options), HasSubstr("Lab 4: "));
}

TEST(ClassMail, OpenPointsAreNoLostPoints) {
    EXPECT_THAT(text_to(sample_class(), 2),
                HasSubstr("7 points are open: this machine could not show them."));
}

TEST(ClassMail, WhatWasNotBuiltSaysWhy) {
    EXPECT_THAT(text_to(sample_class(), 3), HasSubstr("could not be built"));
}

TEST(ClassMail, NothingToGradeAndNoVerdictAreSaidAndNobodyGetsZero) {
    const SampleClass sample = sample_class();
    EXPECT_THAT(text_to(sample, 4),
                HasSubstr("nothing of yours that could be graded: the archive is damaged."));
    EXPECT_THAT(text_to(sample, 5), HasSubstr("no verdict yet, for a reason that is ours"));
    for (const std::size_t at : {4U, 5U}) {
        EXPECT_THAT(text_to(sample, at), Not(HasSubstr("0")));
        EXPECT_THAT(text_to(sample, at), Not(HasSubstr("report.html")));
    }
}

TEST(ClassMail, LatenessAndThePlaceOfThePageAreTold) {
    SampleClass sample = sample_class();
    sample.asked.students[0].late = true;
    sample.asked.options.deadline = "2026-12-01T22:59:59Z";
    MailOptions options;
    options.pages = "https://example.edu/results";
    EXPECT_THAT(text_to(sample, 0, options), HasSubstr("after the deadline, 2026-12-01T22:59:59Z."));
    EXPECT_THAT(text_to(sample, 0, options), HasSubstr("https://example.edu/results/ada/report.html\n"));
}

TEST(ClassMail, LinesThatSayNothingLeaveNoGap) {
    for (std::size_t at = 0; at < 6; ++at) {
        const std::string text = text_to(sample_class(), at);
        EXPECT_THAT(text, Not(HasSubstr("\n\n\n")));
        EXPECT_THAT(text, Not(HasSubstr("{")));
        for (const std::string& line : printable_lines(text)) EXPECT_LE(columns(line), 76U) << line;
    }
}

TEST(ClassMail, ATemplateIsFilledInAndAWrongWordInItIsNamed) {
    MailOptions options;
    options.text = "Dear {name} <{email}>:\r\n{late}\r\n  {open}\r\n\r\n\r\nBye {id}";
    EXPECT_EQ(text_to(sample_class(), 0, options), "Dear Ada Lovelace <ada@example.edu>:\n\nBye ada\n");
    check_template(options.text, "t.txt");
    for (const std::string text : {"x\n{nmae}", "x\n{name"}) {
        try {
            check_template(text, "t.txt");
            FAIL();
        } catch (const UserError& error) {
            EXPECT_THAT(error.what(), StartsWith("t.txt:2: "));
            EXPECT_THAT(error.what(), HasSubstr("braces may hold cause, email"));
        }
    }
    EXPECT_THAT(template_words(), Contains("points"));
}

TEST(ClassMail, WhatASubmissionSaysIsNoLineOfItsOwnAndNoControlCharacter) {
    SampleClass sample = sample_class();
    sample.asked.students[1].name = "Grace\nBcc: all@example.edu\x1b[2J{points}";
    sample.outcomes[1].document->labs[0].causes[0].what = "\x1b]0;owned\x07";
    const std::string text = text_to(sample, 1);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\nBcc")));
    EXPECT_THAT(text, HasSubstr("{points}"));
}

TEST(ClassMail, TheListHasALineAStudentForWhoSends) {
    SampleClass sample = sample_class();
    sample.asked.students[1].email = "=HYPERLINK(\"x\")";
    const CsvTable table = parse_csv(list_of_mails(sample.asked, sample.outcomes, {}), "mails.csv");
    ASSERT_EQ(table.rows.size(), 6U);
    EXPECT_EQ(table.rows[0].cells[1], "ada@example.edu");
    EXPECT_EQ(table.rows[0].cells[2], "Your result: Lab 4");
    EXPECT_EQ(table.rows[0].cells[3], "mail/ada.txt");
    EXPECT_EQ(table.rows[0].cells[4], "students/ada/report.html");
    EXPECT_EQ(table.rows[1].cells[1], "'=HYPERLINK(\"x\")");
    EXPECT_EQ(table.rows[4].cells[4], "");
}

}  // namespace
}  // namespace grader
