#include "base/core_dumps.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace grader {
namespace {

// (A machine that collects core dumps with a program can't be made for a test: core_pattern is the whole
// machine's. What keeps it from starting that program is the limit of one byte.)
TEST(CoreDumps, WhoeverLeavesNoneHasTheLimitThatStartsNoProgramAndMakesNoFile) {
    const pid_t child = ::fork();
    if (child == 0) {
        leave_no_core_dumps();
        rlimit now{};
        ::getrlimit(RLIMIT_CORE, &now);
        const bool as_wanted = now.rlim_max <= 1 && now.rlim_cur == now.rlim_max;
        if (as_wanted) ::raise(SIGQUIT);
        ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(child, ::waitpid(child, &status, 0));
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace grader
