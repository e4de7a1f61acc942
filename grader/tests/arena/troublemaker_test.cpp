// Programs that never end, or try to take everything: each is ended, and nothing of it is left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "launching.hpp"

namespace grader {
namespace {

using ::testing::AnyOf;

TEST(Troublemaker, ThatSpinsIsEndedByItsLimit) {
    LaunchSpec spec = troublemaker("spin", new_mark());
    spec.limits.cpu_seconds = 1;
    const Outcome outcome = run(spec);
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->kind, Exit::Kind::signalled);
    EXPECT_THAT(outcome.exit->value, AnyOf(SIGXCPU, SIGKILL));
}

TEST(Troublemaker, ThatSpinsIsEndedWithItsProcess) {
    const std::string mark = new_mark();
    {
        Process process(troublemaker("spin", mark));
        ASSERT_TRUE(prints(process, "spinning"));
        EXPECT_EQ(count_marked(mark), 1);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Troublemaker, ThatIsDeafToSignalsIsEnded) {
    const std::string mark = new_mark();
    {
        Process process(troublemaker("ignore-everything", mark));
        ASSERT_TRUE(prints(process, "deaf"));
        process.signal(SIGTERM);
        process.signal(SIGINT);
        EXPECT_FALSE(process.wait_for_exit(std::chrono::milliseconds(50)));
        EXPECT_EQ(count_marked(mark), 1);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Troublemaker, ThatStopsItselfIsEnded) {
    const std::string mark = new_mark();
    {
        Process process(troublemaker("sleep", mark));
        ASSERT_TRUE(prints(process, "sleeping"));
        process.signal(SIGSTOP);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Troublemaker, ThatForksWithoutEndIsBoundedAndThenGone) {
    if (!forks_are_bounded()) GTEST_SKIP() << "root, without a throw-away user and without a cgroup";
    const std::string mark = new_mark();
    {
        LaunchSpec spec = troublemaker("fork-bomb", mark);
        spec.limits.processes = 100;
        Process process(spec);
        ASSERT_TRUE(prints(process, "forking"));
        EXPECT_TRUE(comes_true([&] { return count_marked(mark) >= 50; }));
        // RLIMIT_NPROC counts per user, and this one has nothing else.
        EXPECT_TRUE(arena().layers().throwaway_uid == 0 || count_marked(mark) <= 100);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Troublemaker, ThatForksWithoutEndLeavesRoomForOthers) {
    if (!forks_are_bounded()) GTEST_SKIP() << "root, without a throw-away user and without a cgroup";
    const std::string mark = new_mark();
    LaunchSpec spec = troublemaker("fork-bomb", mark);
    spec.limits.processes = 100;
    Process bomb(spec);
    ASSERT_TRUE(comes_true([&] { return count_marked(mark) >= 50; }));
    const Outcome other = run(shell("exit 3"));
    ASSERT_TRUE(other.exit);
    EXPECT_EQ(other.exit->value, 3) << other.exit->describe();
}

}  // namespace
}  // namespace grader
