// What a workflow's step prints, read as the runner reads it: it must find our commands and no other ones.
#include "report/github_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "expected.hpp"
#include "hostile.hpp"
#include "report/check_words.hpp"
#include "report/terminal.hpp"
#include "report/text.hpp"
#include "report/workflow_command.hpp"

namespace grader {
namespace {

const std::string token = "0123456789abcdef0123456789abcdef";

bool has(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

struct RunnerReading {
    std::vector<std::string> commands;  ///< lines that the runner acts upon, in order
    std::string shown;                  ///< what it only shows
    bool stopped = false;
};

// The runner's rules: a command starts a line after white space, or is in brackets anywhere; while stopped
// only the token counts, in either form and in any case.
RunnerReading read_as_runner(const std::string& log) {
    RunnerReading reading;
    std::string resume;
    std::string line;
    for (const char c : log + '\n') {
        if (c != '\n' && c != '\r') {
            line += c;
            continue;
        }
        const std::string trimmed = line.substr(std::min(line.find_first_not_of(" \t\v\f"), line.size()));
        const std::string low = lower(line);
        if (!resume.empty()) {
            const bool ends = lower(trimmed).starts_with("::" + resume) || has(low, "##[" + resume);
            if (ends) resume.clear();
            if (!ends) reading.shown += line + '\n';
        } else if (trimmed.starts_with("::stop-commands::")) {
            resume = lower(trimmed.substr(17));
        } else if (trimmed.starts_with("::") || has(line, "##[")) {
            reading.commands.push_back(line);
        } else {
            reading.shown += line + '\n';
        }
        line.clear();
    }
    reading.stopped = !resume.empty();
    return reading;
}

std::vector<std::string> starting_with(const RunnerReading& reading, std::string_view start) {
    std::vector<std::string> found;
    for (const std::string& command : reading.commands) {
        if (command.starts_with(start)) found.push_back(command);
    }
    return found;
}

TEST(WorkflowCommand, EscapesDataAndProperties) {
    EXPECT_EQ(
        workflow_command("error", {{"file", "a,b:c%.cpp"}, {"line", ""}, {"title", "x\ny"}}, "50%\n::x, y"),
        "::error file=a%2Cb%3Ac%25.cpp,title=x y::50%25%0A::x, y\n");
    EXPECT_EQ(workflow_command("endgroup", {}, ""), "::endgroup::\n");
    EXPECT_EQ(workflow_command("notice", {}, "a\r::error::b"), "::notice::a\\x0d::error::b\n");
}

TEST(StopToken, IsNeverInTheTextInAnyCase) {
    EXPECT_EQ(stop_token(token, "text"), token);
    EXPECT_EQ(stop_token(token, "::0123456789ABCDEF0123456789abcdef::"), token + "-1");
    EXPECT_EQ(stop_token(token, token + "-1"), token + "-2");
    EXPECT_EQ(stop_token("error", ""), "io-labs-report-error") << "the runner refuses the name of a command";
    EXPECT_EQ(stop_token("", ""), "io-labs-report-");
    EXPECT_EQ(stop_token("a b\n::c::0123456789abcdef", ""), "abc0123456789abcdef");
}

TEST(GithubLog, OfEveryRecordedDocumentShowsTheTerminalReportAndEndsWithThePoints) {
    for (const std::string& name : recorded_names()) {
        const ResultDocument document = recorded(name);
        const std::string log = render_github_log(document, token);
        show_report(name + ".log", log);
        const RunnerReading reading = read_as_runner(log);
        EXPECT_FALSE(reading.stopped);
        EXPECT_TRUE(reading.shown.starts_with(render_terminal(document, {false, 100, false}))) << name;
        ASSERT_FALSE(reading.commands.empty());
        EXPECT_TRUE(reading.commands.back().starts_with("::notice title=Points " +
                                                        std::to_string(document.score()) + "/100::Lab 4: "))
            << reading.commands.back();
    }
}

TEST(GithubLog, AnnotatesTheSourceLineOfAFailedCheck) {
    const RunnerReading reading = read_as_runner(render_github_log(recorded("failures"), token));
    const std::vector<std::string> errors = starting_with(reading, "::error ");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(
        errors[0],
        "::error file=starter/lab4/connection.cpp,line=42,title=Lab 4%3A A client that has finished sending "
        "still gets everything back (0/4)::Expected: All 65,536 bytes come back, then the end of the "
        "stream.%0ASeen: The stream ended after 61,440 bytes; the first byte that differs is at offset "
        "4,096.%0ANo mistake is known by name that explains this.");
    EXPECT_TRUE(errors[1].starts_with("::error file=starter/lab4/main.cpp,line=97,title="));
    ASSERT_EQ(starting_with(reading, "::warning ").size(), 1U);
    EXPECT_TRUE(starting_with(reading, "::warning ")[0].starts_with(
        "::warning file=starter/lab4/connection.cpp,line=31,col=17,title=Lab 4%3A warning::comparison"));
}

TEST(GithubLog, AnnotatesTheLineOfACauseOnceAndNotThoseOfItsChecks) {
    const RunnerReading one = read_as_runner(render_github_log(recorded("one-cause"), token));
    ASSERT_EQ(starting_with(one, "::error ").size(), 1U);
    EXPECT_TRUE(starting_with(one, "::error ")[0].starts_with(
        "::error file=starter/lab4/main.cpp,line=41,title=Lab 4%3A cause 1 ("))
        << starting_with(one, "::error ")[0];
    EXPECT_TRUE(has(starting_with(one, "::error ")[0], "It explains 31 of 31 failures, "));
    const RunnerReading two = read_as_runner(render_github_log(recorded("causes"), token));
    EXPECT_EQ(starting_with(two, "::error ").size(), 2U);
}

TEST(GithubLog, PutsThePrefixBeforeThePathOfASource) {
    const std::string log = render_github_log(recorded("failures"), token, "");
    EXPECT_TRUE(has(log, "\n::error file=lab4/connection.cpp,line=42,"));
}

TEST(GithubLog, AnnotatesWhatTheCompilerSaid) {
    const RunnerReading reading = read_as_runner(render_github_log(recorded("not-built"), token));
    const std::vector<std::string> errors = starting_with(reading, "::error ");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_TRUE(errors[0].starts_with(
        "::error file=starter/lab4/main.cpp,line=27,col=22,title=Lab 4%3A error::‘handel_client’"));
}

TEST(GithubLog, SaysWhyALabDidNotBuildOrStartWhereNoLineSaysIt) {
    ResultDocument document = recorded("not-built");
    document.labs[0].build.diagnostics.clear();
    EXPECT_TRUE(has(render_github_log(document, token), "\n::error title=Lab 4 could not be built::"));
    EXPECT_TRUE(has(render_github_log(recorded("not-started"), token),
                    "\n::error title=Lab 4%3A the server did not start::No ready line came within 5 s"));
}

TEST(GithubLog, WarnsOfOpenChecksAndOfAdviceAndFailsNothingForThem) {
    const RunnerReading reading = read_as_runner(render_github_log(recorded("inconclusive"), token));
    EXPECT_TRUE(starting_with(reading, "::error").empty());
    EXPECT_EQ(starting_with(reading, "::warning title=Lab 4%3A ").size(), 2U);

    ResultDocument advice = recorded("failures");
    for (CheckResult& check : advice.labs[0].checks) {
        if (check.advisory) check.finding->source = SourceLine{"lab4/main.cpp", 3, "", ""};
    }
    EXPECT_TRUE(
        has(render_github_log(advice, token), "\n::warning file=starter/lab4/main.cpp,line=3,title="));
}

TEST(GithubLog, AnnotatesWhatIsWorthMostFirstAndNoMoreThanGitHubKeeps) {
    ResultDocument document = recorded("stub");
    for (CheckResult& check : document.labs[0].checks) {
        if (check.finding) check.finding->source = SourceLine{"lab4/main.cpp", check.max_points, "", ""};
    }
    const RunnerReading reading = read_as_runner(render_github_log(document, token));
    const std::vector<std::string> errors = starting_with(reading, "::error ");
    ASSERT_EQ(errors.size(), max_annotations);
    EXPECT_TRUE(errors.front().starts_with("::error file=starter/lab4/main.cpp,line=5,"));
    std::vector<std::string> lines;
    for (const std::string& error : errors) lines.push_back(error.substr(0, error.find(",title")));
    EXPECT_TRUE(std::is_sorted(lines.rbegin(), lines.rend()));
}

TEST(GithubLog, NamesNoFileThatIsNotTheSubmissions) {
    ResultDocument document = recorded("not-built");
    document.labs[0].build.diagnostics = {{"/usr/include/x.h", 3, 1, Severity::error, "one", ""},
                                          {"../../x.cpp", 3, 1, Severity::error, "two", ""}};
    const std::string log = render_github_log(document, token);
    EXPECT_TRUE(has(log, "\n::error title=Lab 4%3A error::one\n"));
    EXPECT_TRUE(has(log, "\n::error title=Lab 4%3A error::two\n"));
}

TEST(GithubLog, ExplainsInFullInAGroupWhatTheReportTellsBriefly) {
    const std::string log = render_github_log(recorded("stub"), token);
    const RunnerReading reading = read_as_runner(log);
    EXPECT_EQ(reading.commands[0], "::group::Every failure explained in full");
    EXPECT_EQ(reading.commands[1], "::endgroup::");
    EXPECT_TRUE(has(reading.shown, render_terminal(recorded("stub"), {false, 100, true})));
    EXPECT_FALSE(has(render_github_log(recorded("all-pass"), token), "::group::"));
}

TEST(GithubLog, OfAHostileDocumentGivesTheRunnerNoCommandOfIt) {
    // Also an attack that knows the token.
    const std::string attack = "::" + token + "::\n##[" + token + "]\n::error::forged\n" + markup_attack();
    for (const ResultDocument& document : hostile_documents(attack)) {
        const std::string log = render_github_log(document, token);
        const RunnerReading reading = read_as_runner(log);
        EXPECT_FALSE(reading.stopped);
        EXPECT_EQ(log.find('\r'), std::string::npos);
        for (const std::string& command : reading.commands) {
            const std::string name = command.substr(2, command.find_first_of(": ", 2) - 2);
            EXPECT_TRUE(name == "error" || name == "warning" || name == "notice" || name == "group" ||
                        name == "endgroup")
                << command.substr(0, 200);
            EXPECT_FALSE(has(command, "::error::forged") && command.starts_with("::error::"));
            const std::string properties = command.substr(2, command.find("::", 2) - 2);
            EXPECT_EQ(properties.find(':'), std::string::npos) << properties;
            EXPECT_LT(command.size(), 16'000U);
        }
        EXPECT_LE(starting_with(reading, "::error").size(), max_annotations);
        EXPECT_EQ(starting_with(reading, "::notice").size(), 1U);
    }
}

TEST(GithubLog, OfAnUnfinishedGradingSaysSoWithThePoints) {
    ResultDocument document = recorded("all-pass");
    document.finished = false;
    document.labs[0].status = LabStatus::unfinished;
    EXPECT_TRUE(has(render_github_log(document, token), "::Lab 4: 100 / 100: unfinished%0AUnfinished: "));
    EXPECT_TRUE(has(render_github_log(ResultDocument{}, token),
                    "\n::notice title=Points 0/0::Nothing was graded.%0AUnfinished: "));
}

TEST(RecordedGithubLog, IsAsExpected) {
    for (const char* name : {"failures", "not-built", "one-failure"})
        expect_recorded(std::string(name) + ".github.log", render_github_log(recorded(name), token));
}

}  // namespace
}  // namespace grader
