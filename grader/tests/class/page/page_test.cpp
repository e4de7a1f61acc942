// What the page of a class says, and that nothing of a student's becomes markup.
#include "class/page/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "class/page/figures.hpp"
#include "sample_class.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(ClassFigures, PointsOfThoseWhoseVerdictIsSettledAreSpread) {
    const auto labs = figures_of(sample_class().outcomes);
    ASSERT_THAT(labs, SizeIs(1));
    const LabFigures& lab = labs[0];
    // Ada has all, Grace few, Barbara's is not built; Edsger's points are open.
    ASSERT_THAT(lab.scores, SizeIs(3));
    EXPECT_EQ(lab.scores.front(), 0);
    EXPECT_EQ(lab.scores.back(), 100);
    EXPECT_EQ(lab.spread.back(), 1U);
    EXPECT_EQ(lab.spread.front(), 2U);
    EXPECT_EQ(lab.median(), lab.scores[1]);
    EXPECT_EQ(lab.open, 1U);
    EXPECT_EQ(lab.not_built, 1U);
}

TEST(ClassFigures, AlmostAllPointsAreNotAll) {
    SampleClass sample;
    sample.add("ada", "one-failure");
    const auto labs = figures_of(sample.outcomes);
    EXPECT_EQ(labs[0].scores.front(), 97);
    EXPECT_EQ(labs[0].spread[9], 1U);
    EXPECT_EQ(labs[0].spread[10], 0U);
}

TEST(ClassFigures, ACauseCountsAStudentOnceAndTheMostFrequentComesFirst) {
    SampleClass sample;
    sample.add("a", "one-cause");
    sample.add("b", "causes");
    sample.add("c", "causes");
    const auto labs = figures_of(sample.outcomes);
    ASSERT_THAT(labs[0].causes, SizeIs(3));
    EXPECT_EQ(labs[0].causes[0].id, "main-returns-first");
    EXPECT_THAT(labs[0].causes[0].students, ElementsAre(1, 2));
    EXPECT_EQ(labs[0].causes[0].place, "labs/lab4-blocking/README.md#stage-d");
    EXPECT_EQ(labs[0].causes[2].id, "waits-for-a-full-buffer");
    EXPECT_THAT(labs[0].causes[2].students, ElementsAre(0));
}

TEST(ClassFigures, WhatWasNotReachedHasFailedAndWhatNobodyTriedHasNot) {
    SampleClass sample;
    sample.add("a", "all-pass");
    sample.add("b", "not-built");
    sample.outcomes[0].document->labs[0].checks[1].verdict = Verdict::not_reached;
    sample.outcomes[0].document->labs[0].checks[2].verdict = Verdict::inconclusive;
    const auto checks = figures_of(sample.outcomes)[0].checks;
    EXPECT_EQ(checks[0].passed, 1U);
    EXPECT_EQ(checks[0].without_run, 1U);
    EXPECT_EQ(checks[1].failed, 1U);
    EXPECT_EQ(checks[2].open, 1U);
}

TEST(ClassFigures, ForgeriesAreChangedFilesThatGradeAndWhatHidesFromSanitizers) {
    ResultDocument document = document_named("all-pass");
    document.notices = {"handed in twice", "lab is not as the course gave it; graded with the course's own"};
    CheckResult& check = document.labs[0].checks[0];
    check.finding.emplace();
    check.finding->seen = "main.cpp:7: no_sanitize";
    check.finding->facts = {{FactKind::hides_from_sanitizers}};
    EXPECT_THAT(forgeries_in(document), ElementsAre(document.notices[1], "main.cpp:7: no_sanitize"));
    // The records of a class are slim, and must keep that.
    EXPECT_THAT(forgeries_in(slim(document)), SizeIs(2));
}

std::string page_of(const SampleClass& sample, const PageContext& context = {}) {
    return class_page(sample.asked, sample.outcomes, context);
}

TEST(ClassPage, NamesEachStudentAndWhoMustBeLookedAt) {
    const std::string page = page_of(sample_class());
    EXPECT_THAT(page, HasSubstr("<a href=\"students/ada/report.html\">Ada Lovelace</a>"));
    EXPECT_THAT(page, HasSubstr("Tony Hoare"));
    EXPECT_THAT(page, HasSubstr("<p class=\"names\"><span"));
    EXPECT_THAT(page, Not(HasSubstr("students/tony/report.html")));
    for (const std::string words : {"Without a verdict: the machine failed: 1", "Points that are open: 1",
                                    "Nothing to grade: 1", "the archive is damaged", "SIGKILL"})
        EXPECT_THAT(page, HasSubstr(words));
    EXPECT_THAT(page, Not(HasSubstr("Pairs that look alike")));
}

TEST(ClassPage, CausesLeadToTheHandoutWhereThatCanBeRead) {
    SampleClass sample = sample_class();
    EXPECT_THAT(page_of(sample), HasSubstr("labs/lab4-blocking/README.md#"));
    EXPECT_THAT(page_of(sample), Not(HasSubstr("href=\"labs/")));
    sample.asked.handouts = "https://example.edu/";
    EXPECT_THAT(page_of(sample), HasSubstr("href=\"https://example.edu/labs/lab4-blocking/README.md#"));
}

TEST(ClassPage, NothingOfAStudentsIsMarkup) {
    const std::string attack = "</script></style>\"'><b onclick=x>";
    SampleClass sample = sample_class();
    for (Student& student : sample.asked.students) {
        student.name = student.problem = student.submitted = attack;
        student.notices = {attack};
        student.late = true;
    }
    sample.asked.source = sample.asked.layout = sample.asked.created = attack;
    sample.asked.notices = {attack};
    for (Outcome& outcome : sample.outcomes) {
        for (Attempt& attempt : outcome.state.attempts) attempt.failure = attack;
        if (!outcome.document) continue;
        outcome.document->notices = {attack};
        LabResult& lab = outcome.document->labs[0];
        lab.title = lab.handout = attack;
        for (CheckResult& check : lab.checks) {
            check.title = check.name = attack;
            if (check.finding) check.finding->seen = attack;
        }
        for (Cause& cause : lab.causes) cause.id = cause.what = cause.link = attack;
    }
    PageContext context;
    context.compared = true;
    context.similar = {{attack, "ada", 1, attack}, {"ada", "grace", 1, "similar/../../x.html"}};
    const std::string page = page_of(sample, context);
    EXPECT_THAT(page, Not(HasSubstr("<b onclick")));
    EXPECT_THAT(page, Not(HasSubstr("../x.html")));
    EXPECT_THAT(page, HasSubstr("&lt;b onclick=x&gt;"));
}

TEST(ClassPage, AClassOfNobodyAndOneThatWaitsHavePages) {
    EXPECT_THAT(page_of({}), HasSubstr("0 students"));
    SampleClass sample;
    sample.add("ada");
    EXPECT_THAT(page_of(sample), HasSubstr("1 student is not graded yet"));
}

TEST(ClassPage, PairsAreReadFromTheClassesDirectory) {
    const TemporaryDirectory out;
    EXPECT_FALSE(read_page_context(ClassDirectory(out.path())).compared);
    write_file(
        out.path() / "similar.json",
        R"([{"a":"ada","b":"tony","share":0.4,"page":""},{"a":"ada","b":"grace","share":0.9,"page":"similar/p.html"}])");
    const PageContext context = read_page_context(ClassDirectory(out.path()));
    EXPECT_TRUE(context.compared);
    ASSERT_THAT(context.similar, SizeIs(2));
    EXPECT_EQ(context.similar[0].b, "grace");
    const std::string page = page_of(sample_class(), context);
    EXPECT_THAT(page, HasSubstr("90 % <a href=\"similar/p.html\">side by side</a>"));
    write_file(out.path() / "similar.json", "{");
    EXPECT_THROW(static_cast<void>(read_page_context(ClassDirectory(out.path()))), UserError);
}

TEST(ClassPage, WhatCouldNotBeBuiltAndWhatWasLeftOutIsToBeLookedAtWithTheReason) {
    SampleClass sample = sample_class();
    sample.outcomes[3].document->labs[0].reason = "broken.zip can't be unpacked";
    sample.outcomes[0].document->labs[0].read =
        "read: 1 file of lab4/; left out: ../evil.cpp, because of its name";
    const std::string page = class_page(sample.asked, sample.outcomes, {});
    EXPECT_THAT(page, HasSubstr("id=\"not-built\""));
    EXPECT_THAT(page, HasSubstr("broken.zip can&#39;t be unpacked"));
    EXPECT_THAT(page, Not(HasSubstr("could not be built")));
    EXPECT_THAT(page, HasSubstr("id=\"left-out\""));
    EXPECT_THAT(page, HasSubstr("left out: ../evil.cpp, because of its name"));
    EXPECT_THAT(page, Not(HasSubstr("read: 1 file")));
}

}  // namespace
}  // namespace grader
