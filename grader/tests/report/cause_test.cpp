// The report by cause: one mistake, one explanation, whatever the format.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/cause_words.hpp"
#include "report/lab_words.hpp"
#include "report/progress.hpp"
#include "report/terminal.hpp"
#include "samples.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string rendered(const ResultDocument& document, std::string_view format, Hints hints) {
    ReportContext context;
    context.classroom50 = somebodys_submission();
    context.token = "a-word-nobody-guesses";
    context.hints = hints;
    return report_format(format).render(document, context);
}

std::ptrdiff_t lines_of(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

/// Four failures of one cause, and three of which none is known.
ResultDocument four_and_three() {
    ResultDocument document = recorded("causes");
    LabResult& lab = document.labs[0];
    lab.causes.resize(1);
    for (CheckResult& check : lab.checks) {
        const bool is_other = check.name == "OutOfDescriptorsKeepsServing" ||
                              check.name == "AbortedConnectionIsSkipped" ||
                              check.verdict == Verdict::inconclusive;
        if (!is_other) continue;
        check.verdict = Verdict::pass;
        check.points = check.max_points;
        check.finding.reset();
    }
    return document;
}

TEST(ReportByCause, OfOneMistakeHasSixtyLinesAtMostOnATerminal) {
    for (const ResultDocument& document :
         {recorded("one-failure"), recorded("one-cause"), four_and_three(), recorded("stub"),
          recorded("failures"), recorded("all-pass"), recorded("inconclusive")}) {
        for (const int width : {72, 80, 100}) {
            const std::string report = render_terminal(told(document, default_hints), {false, width, false});
            EXPECT_LE(lines_of(report), 60) << width << " columns:\n" << report;
        }
    }
}

TEST(ReportByCause, OfAllThatCanBeWrongAtOnceIsNotMuchLonger) {
    ResultDocument document = recorded("causes");
    for (int more = 0; more < 10; ++more) document.labs[0].causes.push_back(document.labs[0].causes[1]);
    EXPECT_LE(lines_of(render_terminal(told(document, default_hints), {false, 72, false})), 85);
}

TEST(ReportByCause, OfOneLabWithAMistakeAndOneWithoutHasSixtyLinesAtMostAsTheAnswerToAPush) {
    ResultDocument document = recorded("one-cause");
    document.labs.push_back(recorded("all-pass").labs[0]);
    document.labs[1].lab = 5;
    EXPECT_LE(lines_of(render_terminal(told(document, default_hints), {false, 72, false})), 60);
}

TEST(ReportByCause, StandsBeforeTheTableOfWhichEachFailureNamesItsCause) {
    const std::string report = render_terminal(recorded("causes"), {false, 80, false});
    const std::size_t first = report.find("\n1. main() returns while threads still use what it destroys");
    const std::size_t second = report.find("\n2. Your server gives up when accept() fails for one client");
    const std::size_t table = report.find("\nA  One client");
    ASSERT_NE(first, std::string::npos);
    ASSERT_NE(second, std::string::npos);
    EXPECT_LT(first, second);
    EXPECT_LT(second, table);
    EXPECT_THAT(report, HasSubstr("It explains 4 of 9 failures, 9 points."));
    EXPECT_THAT(report.substr(table), HasSubstr("cause 1  0/3"));
    EXPECT_THAT(report.substr(table), HasSubstr("cause 2  0/"));
    EXPECT_THAT(report, HasSubstr("Likely: other mistakes can look like this."));
}

TEST(ReportByCause, SaysOfAFailureWithoutOneThatNoneIsKnownAndGivesNoAdvice) {
    const ResultDocument document = told(recorded("causes"), default_hints);
    const std::string report = render_terminal(document, {false, 80, false});
    EXPECT_THAT(report, HasSubstr("4 checks failed for which no mistake is known by name:"));
    EXPECT_THAT(report, HasSubstr("About the check"));
    EXPECT_THAT(render_terminal(document, {false, 80, true}), HasSubstr(std::string(no_cause_text)));
    const ResultDocument whole = recorded("causes");
    for (const CheckResult* check : unexplained_checks(whole.labs[0])) {
        if (!check->advisory) {
            EXPECT_THAT(render_terminal(document, {false, 80, true}), Not(HasSubstr(check->hint)));
        }
    }
}

TEST(ReportByCause, NamesTheCauseAndItsLineAsWhatToDoNext) {
    const ResultDocument document = recorded("one-cause");
    const Advice next = next_of(document, document.labs[0]);
    EXPECT_EQ(next.text, "Mend cause 1, waits-for-a-full-buffer, at lab4/main.cpp:41. Then this must pass:");
    EXPECT_THAT(next.command, HasSubstr("--check EchoesOneMessage"));
}

TEST(ReportByCause, CountsWhatItExplains) {
    ResultDocument document = recorded("one-failure");
    LabResult& lab = document.labs[0];
    EXPECT_EQ(share_of(lab, lab.causes[0]), "It explains the only failure, 3 points.");
    EXPECT_EQ(claim_of(lab.causes[0]),
              "Your server takes for granted that write() takes all bytes that it is given "
              "(lab4/connection.cpp:42).");
    lab.causes[0].source.reset();
    lab.causes[0].what += ".";
    EXPECT_EQ(claim_of(lab.causes[0]),
              "Your server takes for granted that write() takes all bytes that it is given.");
    lab.causes[0].explains = {"of no check"};
    EXPECT_EQ(share_of(lab, lab.causes[0]), "No points hang on it.");
    EXPECT_EQ(points_text(lab, lab.causes[0]), "advice");
}

TEST(ReportByCause, CountsAlsoWhatItKeptFromRunning) {
    ResultDocument document = recorded("one-failure");
    LabResult& lab = document.labs[0];
    CheckResult& unreached = lab.checks[0];
    unreached.verdict = Verdict::not_run;
    unreached.points = 0;
    lab.causes[0].explains.push_back(unreached.name);
    EXPECT_EQ(share_of(lab, lab.causes[0]), "It explains 2 of 2 failures, 5 points.");
}

TEST(ReportByCause, IsNamedWithEachOfItsChecksInEveryFormatThatListsChecks) {
    const ResultDocument document = recorded("one-cause");
    for (const char* format : {"junit", "classroom50", "gradescope"}) {
        const std::string report = rendered(document, format, default_hints);
        std::size_t named = 0;
        for (std::size_t at = 0; (at = report.find("ause 1: Your server waits", at)) != std::string::npos;
             ++at)
            ++named;
        for (std::size_t at = 0; (at = report.find("1. Your server waits", at)) != std::string::npos; ++at)
            ++named;
        EXPECT_GE(named, 31U) << format;
    }
    EXPECT_THAT(rendered(document, "classroom50-release", default_hints),
                HasSubstr("It explains 31 of 31 failures"));
}

// What a course decides to be told, in every format: words that only a level and those above it may have.
class ToldWords : public testing::TestWithParam<std::string> {};

TEST_P(ToldWords, AreThoseOfTheirLevelInEveryFormat) {
    ResultDocument document = recorded("one-cause");
    LabResult& lab = document.labs[0];
    lab.causes[0].what = "WHAT";
    lab.causes[0].evidence = {"EVIDENCE"};
    lab.causes[0].why = "REASON";
    lab.causes[0].hints = {"QUESTION", "DIRECTION", "CALLS"};
    lab.causes[0].passage = "PASSAGE";
    lab.causes[0].link = "SECTION";
    lab.causes[0].timeline->title = "PICTURE";
    lab.causes[0].source->text = "SOURCE";
    lab.causes[0].source->before = {"BEFORE"};
    lab.causes[0].explains.pop_back();
    for (CheckResult& check : lab.checks) {
        check.hint = "GENERAL";
        check.why = "ABOUT";
        if (!check.finding) continue;
        check.finding->seen = "SEEN";
        check.finding->steps = {"STEP"};
        check.finding->exhibits = {{"EXHIBIT", {"EXHIBIT"}}};
        check.finding->source.reset();
    }
    const std::string& format = GetParam();
    const auto expect = [&](Hints least, std::initializer_list<const char*> words) {
        for (const Hints hints : {Hints::verdicts, Hints::questions, Hints::directions, Hints::all}) {
            const std::string report = rendered(document, format, hints);
            for (const char* word : words) {
                if (hints < least) {
                    EXPECT_THAT(report, Not(HasSubstr(word))) << "level " << static_cast<int>(hints);
                }
            }
        }
    };
    expect(Hints::questions,
           {"WHAT", "EVIDENCE", "QUESTION", "SEEN", "STEP", "EXHIBIT", "PICTURE", "SOURCE", "BEFORE"});
    expect(Hints::directions, {"REASON", "DIRECTION", "PASSAGE", "SECTION"});
    expect(Hints::all, {"CALLS", "GENERAL"});
    if (format == "html" || format == "markdown") {
        const std::string all = rendered(document, format, Hints::all);
        for (const char* word :
             {"WHAT", "EVIDENCE", "QUESTION", "SEEN", "STEP", "EXHIBIT", "PICTURE", "SOURCE", "REASON",
              "DIRECTION", "PASSAGE", "SECTION", "CALLS", "GENERAL", "ABOUT"})
            EXPECT_THAT(all, HasSubstr(word));
        EXPECT_THAT(rendered(document, format, Hints::questions), HasSubstr("QUESTION"));
        EXPECT_THAT(rendered(document, format, Hints::directions), HasSubstr("DIRECTION"));
    }
}

std::vector<std::string> names_of_formats() {
    std::vector<std::string> names;
    for (const ReportFormat& format : report_formats()) names.emplace_back(format.name);
    return names;
}

INSTANTIATE_TEST_SUITE_P(Formats, ToldWords, testing::ValuesIn(names_of_formats()), [](const auto& instance) {
    std::string name = instance.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(Told, VerdictsAloneKeepThePointsAndWhatHadNoTime) {
    for (const ResultDocument& document : finished_documents()) {
        const ResultDocument verdicts = told(document, Hints::verdicts);
        EXPECT_EQ(verdicts.score(), document.score());
        EXPECT_EQ(verdicts.status(), document.status());
        for (std::size_t lab = 0; lab < document.labs.size(); ++lab) {
            for (std::size_t at = 0; at < document.labs[lab].checks.size(); ++at)
                EXPECT_EQ(lacked_time(verdicts.labs[lab].checks[at]),
                          lacked_time(document.labs[lab].checks[at]));
        }
    }
    EXPECT_THAT(rendered(recorded("not-built"), "terminal", Hints::verdicts), HasSubstr("‘handel_client’"));
}

}  // namespace
}  // namespace grader
