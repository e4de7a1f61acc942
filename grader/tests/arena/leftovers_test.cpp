// What a launched program started is gone with it, wherever it went.
#include <gtest/gtest.h>

#include "launching.hpp"

namespace grader {
namespace {

TEST(Leftovers, OfADaemonAreGoneWhenItsParentHasEnded) {
    const std::string mark = new_mark();
    Process process(troublemaker("daemonise", mark));
    const auto exit = process.wait_for_exit(long_enough);
    ASSERT_TRUE(exit);
    EXPECT_EQ(exit->kind, Exit::Kind::exited);
    EXPECT_EQ(exit->value, 3);
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Leftovers, OfAFamilyOfSessionsAreGoneWithTheProcess) {
    const std::string mark = new_mark();
    {
        Process process(troublemaker("family", mark));
        ASSERT_TRUE(prints(process, "family"));
        EXPECT_EQ(count_marked(mark), 7);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Leftovers, OfAFamilyAreGoneWhenItsHeadIsKilled) {
    const std::string mark = new_mark();
    Process process(troublemaker("family", mark));
    ASSERT_TRUE(prints(process, "family"));
    process.signal(9);
    ASSERT_TRUE(process.wait_for_exit(long_enough));
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Leftovers, OfAnImpatientGraderAreGoneToo) {
    const std::string mark = new_mark();
    for (int number = 0; number < 20; ++number) Process(troublemaker("family", mark));
    EXPECT_EQ(count_marked(mark), 0);
}

// The second line of defence, without the first: no pid namespace, and the supervisor hunts on its own.
TEST(Leftovers, AreHuntedDownWithoutAPidNamespaceToo) {
    for (const char* trouble : {"daemonise", "hold-the-pipes", "family", "ignore-everything"}) {
        const std::string mark = new_mark();
        LaunchSpec spec = troublemaker(trouble, mark);
        spec.use_pid_namespace = spec.seal_files = false;
        spec.attach = arena().layers().ptrace;
        {
            Process process(spec);
            process.wait_until(long_enough,
                               [&] { return process.exit() || !process.standard_output().empty(); });
        }
        EXPECT_EQ(count_marked(mark), 0) << trouble;
    }
}

TEST(Leftovers, OfAForkBombAreHuntedDownWithoutAPidNamespaceToo) {
    if (!forks_are_bounded()) GTEST_SKIP() << "root, without a throw-away user and without a cgroup";
    const std::string mark = new_mark();
    {
        LaunchSpec spec = troublemaker("fork-bomb", mark);
        spec.use_pid_namespace = spec.seal_files = false;
        spec.limits.processes = 50;
        Process process(spec);
        ASSERT_TRUE(comes_true([&] { return count_marked(mark) >= 20; }));
    }
    EXPECT_EQ(count_marked(mark), 0);
}

}  // namespace
}  // namespace grader
