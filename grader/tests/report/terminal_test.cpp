// Whole reports against the expected ones in documents/. To accept changed reports after reading the
// difference:
//     IO_LABS_UPDATE_EXPECTED=1 report_test --gtest_filter='*Recorded*'
#include "report/terminal.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <sstream>

#include "expected.hpp"
#include "recorded.hpp"
#include "report/text.hpp"

namespace grader {
namespace {

struct Case {
    std::string document;
    int width;
    bool colour = false;
    bool verbose = false;

    [[nodiscard]] std::string expected_file() const {
        return fmt::format("{}.{}{}{}.txt", document, width, colour ? ".colour" : "",
                           verbose ? ".verbose" : "");
    }
};

// GoogleTest would print the bytes of the struct, pointers and all, into the test's name.
void PrintTo(const Case& wanted, std::ostream* out) {
    *out << wanted.expected_file();
}

class RecordedDocument : public testing::TestWithParam<Case> {};

TEST_P(RecordedDocument, IsReportedAsExpected) {
    const Case& wanted = GetParam();
    const std::string report =
        render_terminal(recorded(wanted.document), {wanted.colour, wanted.width, wanted.verbose});
    expect_recorded(wanted.expected_file(), report);
}

TEST_P(RecordedDocument, FitsTheWidthExceptForCommandsToCopy) {
    if (GetParam().colour) return;
    const std::string report =
        render_terminal(recorded(GetParam().document), {false, GetParam().width, GetParam().verbose});
    for (const std::string& line : printable_lines(report)) {
        if (line.find("./lab grade") != std::string::npos) continue;
        EXPECT_LE(columns(line), static_cast<std::size_t>(GetParam().width)) << line;
        EXPECT_FALSE(line.ends_with(' ')) << line;
    }
}

INSTANTIATE_TEST_SUITE_P(Recorded, RecordedDocument,
                         testing::Values(Case{"all-pass", 80}, Case{"stub", 80}, Case{"failures", 80},
                                         Case{"one-cause", 80}, Case{"one-cause", 80, true},
                                         Case{"one-failure", 80}, Case{"one-failure", 80, false, true},
                                         Case{"causes", 72}, Case{"failures", 120},
                                         Case{"failures", 80, true}, Case{"inconclusive", 100},
                                         Case{"not-built", 80}, Case{"not-started", 80}),
                         [](const auto& instance) {
                             std::string name = instance.param.expected_file();
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
                             return name;
                         });

std::string plain(const ResultDocument& document, bool verbose = false) {
    return render_terminal(document, {false, 80, verbose});
}

std::size_t count(const std::string& text, std::string_view word) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += word.size()) ++found;
    return found;
}

bool has(const std::string& text, std::string_view word) {
    return text.find(word) != std::string::npos;
}

TEST(TerminalReport, IsTheSameFromMemoryAndFromJson) {
    ResultDocument document = recorded("failures");
    document.labs[0].checks[5].finding->exhibits[0].lines.assign(500, std::string(2000, '\xfe'));
    EXPECT_EQ(plain(document), plain(from_json(to_json(document))));
}

TEST(TerminalReport, HasNoEscapeSequenceWithoutColour) {
    for (const std::string& name : recorded_names()) {
        EXPECT_EQ(plain(recorded(name)).find('\x1b'), std::string::npos) << name;
    }
}

TEST(TerminalReport, OfAStubExplainsOneFailureAndCountsTheOthers) {
    const std::string report = plain(recorded("stub"));
    EXPECT_EQ(count(report, "\n  Replay"), 1U);
    EXPECT_TRUE(has(report, "33 checks failed for which no mistake is known by name:"));
    EXPECT_TRUE(has(report, "A  One client: 1 of 7 passed "));
    EXPECT_TRUE(has(report, "✘ Echoes one message · Echoes every byte value"));
    EXPECT_TRUE(has(report, "  In full         ./lab grade starter --lab 4 --verbose\n"));
}

TEST(TerminalReport, ExplainsEverythingInFullIfVerbose) {
    EXPECT_EQ(count(plain(recorded("stub"), true), "What we did"), 33U);
}

TEST(TerminalReport, SaysThatAFlickeringVerdictDependsOnTiming) {
    EXPECT_TRUE(has(plain(recorded("failures")), "passed 6 of 10 runs: what it does depends on timing"));
}

TEST(TerminalReport, LinksIntoTheHandout) {
    EXPECT_TRUE(has(plain(recorded("failures")), "labs/lab4-blocking/README.md#short-writes\n"));
}

TEST(TerminalReport, OfAnInterruptedGradingSaysSo) {
    ResultDocument document = recorded("all-pass");
    document.finished = false;
    document.labs[0].status = LabStatus::unfinished;
    for (std::size_t at = 10; at < document.labs[0].checks.size(); ++at)
        document.labs[0].checks[at].verdict = Verdict::not_run;
    const std::string report = plain(document);
    EXPECT_TRUE(has(report, "Unfinished:"));
    EXPECT_TRUE(has(report, "– "));
    EXPECT_TRUE(has(report, "Run the grading again"));
}

TEST(TerminalReport, BeginsWithTheNotices) {
    ResultDocument document = recorded("all-pass");
    const std::string without = plain(document);
    document.notices = {
        "labs/lab4-blocking/rubric.toml differs from the course's; the course's was used for this grading",
        "\x1b[2Jgrader/src/cli/main.cpp\nis missing"};
    EXPECT_EQ(plain(document),
              "! labs/lab4-blocking/rubric.toml differs from the course's; the course's was\n"
              "  used for this grading\n"
              "! \\x1b[2Jgrader/src/cli/main.cpp\\x0ais missing\n\n" +
                  without);
}

TEST(TerminalReport, OfALabThatIsStillBeingBuiltDoesNotSayThatItCouldNotBe) {
    ResultDocument document = recorded("all-pass");
    document.finished = false;
    document.labs[0].status = LabStatus::unfinished;
    document.labs[0].build = {};
    for (CheckResult& check : document.labs[0].checks) check.verdict = Verdict::not_run;
    EXPECT_FALSE(has(plain(document), "could not be built"));
}

TEST(TerminalReport, OfSelectedChecksSaysThatTheScoreIsOfThese) {
    ResultDocument document = recorded("all-pass");
    document.partial = true;
    document.labs[0].checks.resize(2);
    const std::string report = plain(document);
    EXPECT_TRUE(has(report, "Lab 4: 6 / 6 of the selected checks"));
    EXPECT_FALSE(has(report, "Nothing breaks it")) << "a stage without checks";
}

ResultDocument of_stages(const std::string& name, const std::vector<std::string>& stages) {
    ResultDocument document = recorded(name);
    document.partial = true;
    document.only_stages = stages;
    auto& checks = document.labs[0].checks;
    std::erase_if(checks, [&](const CheckResult& check) {
        return std::find(stages.begin(), stages.end(), check.stage) == stages.end();
    });
    document.labs[0].status = document.labs[0].judge();
    return document;
}

TEST(TerminalReport, OfAStageThatPassesNamesTheNextOne) {
    const std::string report = plain(of_stages("all-pass", {"A"}));
    EXPECT_TRUE(has(report, "of stage A"));
    EXPECT_TRUE(has(report, "Only stage A: points and score are of this one."));
    EXPECT_TRUE(has(report, "Every check of stage A passed. The next one is B:"));
    EXPECT_TRUE(has(report, "--lab 4 --stage B"));
    EXPECT_FALSE(has(report, "Nothing is left to do"));
}

TEST(TerminalReport, OfTheLastStageThatPassesNamesTheWholeLab) {
    ResultDocument document = recorded("all-pass");
    const std::string last = document.labs[0].stages.back().id;
    const std::string report = plain(of_stages("all-pass", {"A", last}));
    EXPECT_TRUE(has(report, "Every check of stages A and " + last + " passed. All stages together:"));
    EXPECT_FALSE(has(report, "--stage"));
}

TEST(TerminalReport, OfAStageThatFailsTellsAllOfThatStage) {
    ResultDocument document = recorded("failures");
    const auto failed = std::find_if(document.labs[0].checks.begin(), document.labs[0].checks.end(),
                                     [](const CheckResult& check) { return check.verdict == Verdict::fail; });
    ASSERT_NE(failed, document.labs[0].checks.end());
    EXPECT_TRUE(
        has(plain(of_stages("failures", {failed->stage})), "--stage " + failed->stage + " --verbose"));
}

TEST(TerminalReport, LosesNoCheckWhoseStageIsUnknown) {
    ResultDocument document = recorded("failures");
    document.labs[0].stages.clear();
    EXPECT_TRUE(has(plain(document), "Without a stage: 34 of 37 passed"));
    EXPECT_EQ(count(plain(document, true), "✔"), 34U);
}

TEST(TerminalReport, SaysWhyABuildFailedWithoutAMessageOfTheCompiler) {
    ResultDocument document = recorded("not-built");
    document.labs[0].build = {false, 0, {}, 0, "the compiler needed more than 30 s"};
    document.labs[0].reason = "the compiler needed more than 30 s";
    EXPECT_EQ(count(plain(document), "the compiler needed more than 30 s"), 1U);
}

TEST(TerminalReport, ShowsTheLinkersMessagesThatHaveNoPlace) {
    ResultDocument document = recorded("not-built");
    document.labs[0].build.diagnostics = {
        {"", 0, 0, Severity::error, "undefined reference to `serve(int)'", ""}};
    const std::string report = plain(document);
    EXPECT_TRUE(has(report, "\n  error: undefined reference to `serve(int)'\n"));
    EXPECT_TRUE(has(report, "Mend the first error:"));
}

TEST(TerminalReport, ShowsEveryLab) {
    ResultDocument document = recorded("all-pass");
    document.labs.push_back(recorded("not-built").labs[0]);
    document.labs[1].lab = 5;
    const std::string report = plain(document);
    EXPECT_TRUE(has(report, "Lab 4: 100 / 100"));
    EXPECT_TRUE(has(report, "Lab 5: 0 / 100"));
    EXPECT_TRUE(has(report, "Next            Lab 4: Nothing is left to do"));
    EXPECT_TRUE(has(report, "Next            Lab 5: Mend "));
}

TEST(TerminalReport, MarksTheColumnOfALongLineBelowIt) {
    ResultDocument document = recorded("not-built");
    const std::string before(150, 'a');
    document.labs[0].build.diagnostics = {
        {"lab4/main.cpp", 7, 151, Severity::error, "expected ';'", before + "HERE" + std::string(150, 'b')}};
    std::istringstream lines(plain(document));
    std::string above;
    for (std::string line; std::getline(lines, line); above = line) {
        if (line.find('^') == std::string::npos) continue;
        // The bar and the dots are three bytes and one column each.
        const std::size_t column = line.find('^') - line.find("│");
        std::string ascii = above;
        for (std::size_t at = ascii.find("…"); at != std::string::npos; at = ascii.find("…"))
            ascii.replace(at, std::string("…").size(), ".");
        EXPECT_EQ(ascii.substr(ascii.find("│") + column, 4), "HERE") << above << '\n' << line;
        return;
    }
    FAIL() << "no mark";
}

TEST(TerminalReport, OfNothingIsStillAReport) {
    EXPECT_FALSE(plain(ResultDocument{}).empty());
}

}  // namespace
}  // namespace grader
