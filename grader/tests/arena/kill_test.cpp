// Programs that kill whom they can: only themselves.
#include <gtest/gtest.h>
#include <signal.h>

#include "launching.hpp"

namespace grader {
namespace {

/// Only a pid namespace or Landlock's signal scope separate a program from others of its user.
bool signals_are_confined() {
    return arena().layers().pid_namespace || arena().layers().landlock_abi >= 6;
}

TEST(Killer, HurtsNeitherGraderNorSupervisor) {
    arena();
    if (!signals_are_confined()) GTEST_SKIP() << "neither a pid namespace nor Landlock 6";
    const std::string mark = new_mark();
    const Outcome outcome = run(troublemaker("kill-all", mark));
    // That we are here to ask is the first half. The second: its supervisor still told us how it ended.
    ASSERT_TRUE(outcome.exit);
    EXPECT_NE(outcome.exit->kind, Exit::Kind::not_launched) << outcome.exit->describe();
    EXPECT_EQ(outcome.output, "killed\n");
    EXPECT_EQ(outcome.exit->value, 0);
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Killer, HurtsNoOtherLaunchedProgram) {
    arena();
    if (!signals_are_confined()) GTEST_SKIP() << "neither a pid namespace nor Landlock 6";
    const std::string mark = new_mark();
    Process bystander(troublemaker("sleep", mark));
    ASSERT_TRUE(prints(bystander, "sleeping"));
    EXPECT_EQ(run(troublemaker("kill-all", new_mark())).output, "killed\n");
    EXPECT_FALSE(bystander.exit());
    EXPECT_EQ(count_marked(mark), 1);
}

TEST(Killer, OfItsOwnGroupIsReportedAsWhatItIs) {
    const Outcome outcome = run(shell("kill -KILL 0"));
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->kind, Exit::Kind::signalled);
    EXPECT_EQ(outcome.exit->value, SIGKILL);
}

}  // namespace
}  // namespace grader
