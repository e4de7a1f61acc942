// The parts of `./lab watch` that need no terminal and no grading.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/watch/keys.hpp"
#include "cli/watch/progress_of_causes.hpp"
#include "cli/watch/quiet.hpp"
#include "cli/watch/view.hpp"
#include "cli/watch/watched_files.hpp"
#include "report/text.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LabResult lab_with_checks(const std::vector<std::pair<std::string, Verdict>>& checks) {
    LabResult lab;
    lab.lab = 4;
    lab.status = LabStatus::failed;
    lab.build.ok = true;
    for (const auto& [name, verdict] : checks) {
        CheckResult& check = lab.checks.emplace_back();
        check.name = name;
        check.verdict = verdict;
    }
    return lab;
}

void add_cause(LabResult& lab, const std::string& id, const std::vector<std::string>& explains) {
    Cause& cause = lab.causes.emplace_back();
    cause.id = id;
    cause.what = "Your server does " + id;
    cause.explains = explains;
}

TEST(ProgressOfCauses, TheFirstGradingIsComparedWithNothing) {
    ProgressOfCauses progress;
    LabResult lab = lab_with_checks({{"A", Verdict::fail}});
    add_cause(lab, "x", {"A"});
    EXPECT_EQ(summary_of(progress.note(lab)), "");
    EXPECT_THAT(progress.failed(), ElementsAre("A"));
}

TEST(ProgressOfCauses, CausesWhoseChecksPassAreGoneAndOthersAreNew) {
    ProgressOfCauses progress;
    LabResult before = lab_with_checks({{"A", Verdict::fail}, {"B", Verdict::fail}, {"C", Verdict::not_run}});
    add_cause(before, "x", {"A"});
    add_cause(before, "y", {"B"});
    progress.note(before);
    LabResult now = lab_with_checks({{"A", Verdict::pass}, {"B", Verdict::pass}, {"C", Verdict::fail}});
    add_cause(now, "z", {"C"});
    const Change change = progress.note(now);
    EXPECT_THAT(change.gone, ElementsAre("x", "y"));
    EXPECT_EQ(summary_of(change), "2 causes gone, 1 new; 2 checks pass now; 1 more check fails");
}

TEST(ProgressOfCauses, WhatWasNotLookedForIsNotGone) {
    ProgressOfCauses progress;
    LabResult before = lab_with_checks({{"A", Verdict::fail}, {"B", Verdict::fail}});
    add_cause(before, "x", {"A"});
    add_cause(before, "y", {"B"});
    progress.note(before);
    LabResult now = lab_with_checks({{"A", Verdict::fail}, {"B", Verdict::not_run}});
    add_cause(now, "x", {"A"});
    EXPECT_EQ(summary_of(progress.note(now)), "nothing changed; 1 cause was not looked for yet");
    EXPECT_THAT(progress.failed(), ElementsAre("A", "B"));
    // … and is when its check passes.
    EXPECT_THAT(progress.note(lab_with_checks({{"B", Verdict::pass}, {"A", Verdict::not_run}})).gone,
                ElementsAre("y"));
}

TEST(ProgressOfCauses, WhatDoesNotCompileChangesNothing) {
    ProgressOfCauses progress;
    LabResult before = lab_with_checks({{"A", Verdict::fail}});
    add_cause(before, "x", {"A"});
    progress.note(before);
    LabResult broken = lab_with_checks({{"A", Verdict::not_run}});
    broken.status = LabStatus::not_built;
    EXPECT_EQ(summary_of(progress.note(broken)), "nothing changed");
    EXPECT_THAT(progress.failed(), ElementsAre("A"));
    EXPECT_THAT(progress.note(lab_with_checks({{"A", Verdict::pass}})).gone, ElementsAre("x"));
}

TEST(ProgressOfCauses, AnUndecidedCheckKeepsWhatWasKnownOfIt) {
    ProgressOfCauses progress;
    progress.note(lab_with_checks({{"A", Verdict::fail}, {"B", Verdict::pass}}));
    const Change change =
        progress.note(lab_with_checks({{"A", Verdict::inconclusive}, {"B", Verdict::inconclusive}}));
    EXPECT_EQ(change.passing + change.failing, 0U);
    EXPECT_THAT(progress.failed(), ElementsAre("A"));
}

TEST(WatchKeys, AreLettersAndArrowsInTheirOrder) {
    EXPECT_THAT(keys_in("ha\033[A\033[6~q"),
                ElementsAre(Key::hint, Key::all, Key::up, Key::page_down, Key::quit));
    EXPECT_THAT(keys_in("t\r o"), ElementsAre(Key::trace, Key::again, Key::page_down, Key::observe));
}

TEST(WatchKeys, UnknownSequencesAreNoLetters) {
    // F5, a mouse's report, an escape that ends too early: none of their letters is a key.
    EXPECT_THAT(keys_in("\033[15~\033[<0;12;3M\033[1"), IsEmpty());
    EXPECT_THAT(keys_in("\033"), IsEmpty());
    EXPECT_THAT(keys_in("xé"), Each(Key::other));
}

TEST(Quiet, IsAskedForOnceAfterEachBurst) {
    Quiet quiet;
    const Quiet::Time start{};
    EXPECT_FALSE(quiet.take(start));
    quiet.note_change(start);
    quiet.note_change(start + Quiet::until_quiet / 2);
    EXPECT_FALSE(quiet.take(start + Quiet::until_quiet));
    EXPECT_TRUE(quiet.take(start + 2 * Quiet::until_quiet));
    EXPECT_FALSE(quiet.take(start + 3 * Quiet::until_quiet));
}

TEST(Quiet, IsNotWaitedForWithoutEnd) {
    Quiet quiet;
    Quiet::Time now{};
    bool taken = false;
    for (; now < Quiet::Time{} + 2 * Quiet::at_most && !taken; now += Quiet::until_quiet / 3) {
        quiet.note_change(now);
        taken = quiet.take(now);
    }
    EXPECT_TRUE(taken);
}

class WatchedDirectory : public TestInDirectory {
 protected:
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((directory_ / name).parent_path());
        std::ofstream(directory_ / name) << text;
    }
};

TEST_F(WatchedDirectory, DiffersWhenAFileIsWrittenReplacedRemovedOrItIsAwayItself) {
    write("lab4/main.cpp", "one");
    WatchedFiles files;
    files.watch(directory_, "lab4");
    EXPECT_TRUE(files.differs());
    EXPECT_FALSE(files.differs());
    write("lab4/main.cpp", "longer");
    EXPECT_TRUE(files.differs());
    write("lab4/net/deep.hpp", "more");
    EXPECT_TRUE(files.differs());
    std::filesystem::rename(directory_ / "lab4/main.cpp", directory_ / "lab4/other.cpp");
    EXPECT_TRUE(files.differs());
    std::filesystem::rename(directory_ / "lab4", directory_ / "away");
    EXPECT_TRUE(files.differs());
    files.watch(directory_, "lab4");
    EXPECT_FALSE(files.differs());
    std::filesystem::rename(directory_ / "away", directory_ / "lab4");
    EXPECT_TRUE(files.differs());
}

WatchView view_with(std::size_t diagnostics) {
    WatchView view;
    view.lab = 4;
    view.where = "starter/lab4";
    view.finished_at = "12:00:00";
    LabResult& lab = view.result.emplace().labs.emplace_back();
    lab.lab = 4;
    lab.status = LabStatus::not_built;
    lab.reason = "it does not compile";
    for (std::size_t at = 0; at < diagnostics; ++at)
        lab.build.diagnostics.push_back(
            {"lab4/main.cpp", static_cast<int>(at) + 1, 1, Severity::error, "it is wrong", ""});
    return view;
}

TEST(WatchView, HasAsManyRowsAsTheScreenAndNoLongerOnes) {
    const WatchView view = view_with(30);
    for (const ScreenSize size :
         {ScreenSize{24, 80}, {10, 60}, {50, 200}, {9, 80}, {24, 59}, {1, 1}, {3, 20}}) {
        std::size_t offset = 0;
        TerminalStyle style;
        style.width = std::max(size.columns, 60);
        const auto lines = screen_of(view, style, size, offset);
        EXPECT_LE(lines.size(), static_cast<std::size_t>(size.rows));
        for (const std::string& line : lines)
            EXPECT_LE(columns(line), static_cast<std::size_t>(size.columns)) << line;
    }
}

TEST(WatchView, ScrollsToItsEndAndNoFurther) {
    const WatchView view = view_with(30);
    std::size_t offset = 0;
    EXPECT_THAT(screen_of(view, {}, {24, 100}, offset).back(), HasSubstr(" more  "));
    offset = 1'000;
    const auto lines = screen_of(view, {}, {24, 100}, offset);
    EXPECT_LT(offset, 1'000U);
    EXPECT_THAT(lines.back(), Not(HasSubstr(" more  ")));
    EXPECT_THAT(lines, testing::Contains(HasSubstr("main.cpp:20")));
}

TEST(WatchView, ATooSmallScreenSaysSo) {
    const WatchView view = view_with(1);
    std::size_t offset = 0;
    EXPECT_THAT(screen_of(view, {}, {5, 40}, offset), testing::Contains(HasSubstr("for more")));
}

}  // namespace
}  // namespace grader
