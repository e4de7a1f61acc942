// A run of checks from end to end, with GoogleTest underneath: in a process of its own, since GoogleTest
// can't run within a test. This program does it when it is called with the argument "run".
#include "checks/run.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "checks/check.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;

struct Tale : Scene {
    explicit Tale(const Subject& subject) : teller(subject.server) {}
    std::string teller;
};

class Plain : public Check {
    using Check::Check;
};

class Listener : public Check {
 public:
    using Check::Check;
    using LooksAt = Tale;
};

GRADED_CHECK(Lab4, Listener, HearsATale) {
    expect_that("the tale is told by somebody else");
    step("listen");
    fail("it is told by " + scenes_.take<Tale>()->teller);
}
GRADED_CHECK(Lab4, Plain, Passes) {}
GRADED_CHECK(Lab4, Plain, IsUnsure) {
    inconclusive("it is too dark");
}
GRADED_CHECK(Lab4, Plain, Stumbles) {
    throw std::runtime_error("a stone");
}
int turns_of_luck = 0;
GRADED_CHECK(Practice1, Plain, ShowsNothing) {
    essential([&] { fail("it is not there"); });
}
GRADED_CHECK(Practice1, Plain, ShowsItAndFails) {
    essential([] {});
    fail("something else is wrong");
}
GRADED_CHECK(Practice1, Plain, ShowsItTheSecondTime) {
    essential([&] {
        if (++turns_of_luck == 1) fail("not this time");
    });
}
GRADED_CHECK(Practice1, Plain, CannotTell) {
    essential([] { inconclusive("it is too dark"); });
}
GRADED_CHECK(Practice1, Plain, NeedsNothing) {}
GRADED_CHECK(Practice1, Plain, NeedsWhatIsThere) {}
GRADED_CHECK(Practice1, Plain, NeedsWhatCannotBeTold) {}
GRADED_CHECK(Practice1, Plain, NeedsLuck) {}
GRADED_CHECK(Practice1, Plain, NeedsWhatIsMissing) {
    fail("it must not run");
}
GRADED_CHECK(Lab5, Plain, NamesItsSubject) {
    fail("it is " + subject_.server);
}
GRADED_CHECK(Lab5, Plain, IsNotSelected) {}

std::string in_words(const CheckResult& check) {
    const char* const verdict = check.verdict == Verdict::pass          ? "passes"
                                : check.verdict == Verdict::fail        ? "fails"
                                : check.verdict == Verdict::not_reached ? "is not reached"
                                                                        : "is open";
    std::string text = fmt::format("{} {}, {} of {}", check.name, verdict, check.passed_runs, check.runs);
    if (check.missing) text += "; needs " + check.missing->behaviour;
    if (check.verdict == Verdict::not_run) return check.name + " has not run";
    if (!check.finding) return text;
    for (const std::string& step : check.finding->steps) text += "; " + step;
    if (!check.finding->expected.empty()) text += "; expected: " + check.finding->expected;
    return text + "; " + check.finding->seen;
}

void run_lab(int number, const std::string& server, const std::vector<std::string>& checks,
             const std::vector<Behaviour>& behaviours = {}, RunOptions options = {.repeat = 2}) {
    LabResult lab;
    lab.lab = number;
    for (const std::string& name : checks) lab.checks.emplace_back().name = name;
    Subject subject;
    subject.lab = number;
    subject.server = server;
    RecorderHooks hooks;
    hooks.begins = [](const CheckResult& check, int place, int of) {
        fmt::print("{} of {}: {}\n", place, of, check.name);
    };
    options.behaviours = behaviours;
    run_checks(lab, subject, options, hooks);
    for (const CheckResult& check : lab.checks) fmt::print("{}\n", in_words(check));
}

std::vector<std::string> lines_of_a_run(const std::string& which = "run") {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(
        ::popen((testing::internal::GetArgvs().front() + " " + which).c_str(), "r"), ::pclose);
    std::vector<std::string> lines(1);
    for (int c = std::fgetc(output.get()); c != EOF; c = std::fgetc(output.get())) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += static_cast<char>(c);
    }
    lines.pop_back();
    return lines;
}

TEST(ARunOfChecks, GivesEachItsSubjectInOrderAndRecordsWhatItFound) {
    EXPECT_THAT(lines_of_a_run(),
                ElementsAre("1 of 8: Passes", "2 of 8: IsUnsure", "3 of 8: Stumbles", "4 of 8: HearsATale",
                            "5 of 8: Passes", "6 of 8: IsUnsure", "7 of 8: Stumbles", "8 of 8: HearsATale",
                            "HearsATale fails, 0 of 2; listen; expected: the tale is told by somebody else; "
                            "it is told by the first server",
                            "Passes passes, 2 of 2", "IsUnsure is open, 0 of 2; it is too dark",
                            "Stumbles is open, 0 of 2; this machine did not let the check go on: C++ "
                            "exception with description \"a stone\" thrown in the test body.",
                            "1 of 2: NamesItsSubject", "2 of 2: NamesItsSubject",
                            "NamesItsSubject fails, 0 of 2; it is the second server"));
}

TEST(ARunOfChecks, LeavesOutThoseThatNeedWhatIsMissing) {
    EXPECT_THAT(lines_of_a_run("needs"),
                AllOf(Contains("NeedsNothing passes, 2 of 2"), Contains("NeedsWhatIsThere passes, 2 of 2"),
                      Contains("NeedsWhatCannotBeTold passes, 2 of 2"),
                      Contains("NeedsWhatIsMissing is not reached, 0 of 0; needs something"),
                      Contains("NeedsLuck is not reached, 1 of 1; needs some luck")));
}

TEST(ARunOfChecks, EndsWhenItIsEnoughAndBeginsWithThoseThatComeFirst) {
    EXPECT_THAT(
        lines_of_a_run("enough"),
        ElementsAre("1 of 4: ShowsItAndFails", "2 of 4: NeedsNothing", "NeedsNothing passes, 1 of 1",
                    "CannotTell has not run", "ShowsItAndFails fails, 0 of 1; something else is wrong",
                    "ShowsNothing has not run"));
}

}  // namespace
}  // namespace grader

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == "run") {
        grader::run_lab(4, "the first server", {"HearsATale", "Passes", "IsUnsure", "Stumbles"});
        grader::run_lab(5, "the second server", {"NamesItsSubject"});
        return 0;
    }
    if (argc > 1 && std::string_view(argv[1]) == "needs") {
        grader::run_lab(
            1001, "the server",
            {"ShowsNothing", "ShowsItAndFails", "ShowsItTheSecondTime", "CannotTell", "NeedsNothing",
             "NeedsWhatIsThere", "NeedsWhatCannotBeTold", "NeedsLuck", "NeedsWhatIsMissing"},
            {{"gone", "something", {"ShowsNothing"}, {"NeedsWhatIsMissing"}},
             {"there", "anything", {"ShowsNothing", "ShowsItAndFails"}, {"NeedsWhatIsThere"}},
             {"dark", "some light", {"CannotTell"}, {"NeedsWhatCannotBeTold"}},
             {"luck", "some luck", {"ShowsItTheSecondTime"}, {"NeedsLuck"}}});
        return 0;
    }
    if (argc > 1 && std::string_view(argv[1]) == "enough") {
        grader::RunOptions options;
        options.first = {"ShowsItAndFails"};
        // Not at once, but when one more has run.
        options.enough = [](const grader::LabResult& lab, const auto&) {
            return lab.checks.front().verdict == grader::Verdict::pass;
        };
        grader::run_lab(1001, "the server", {"NeedsNothing", "CannotTell", "ShowsItAndFails", "ShowsNothing"},
                        {}, options);
        return 0;
    }
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
