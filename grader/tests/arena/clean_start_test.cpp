// What a launched program begins with: nothing of the grader.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include <cstdlib>

#include "base/unique_fd.hpp"
#include "launching.hpp"

namespace grader {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(CleanStart, HasAnEnvironmentOfItsOwn) {
    ::setenv("GITHUB_TOKEN", "secret", 1);
    ::setenv("LD_PRELOAD_FOR_TEST", "secret", 1);
    EXPECT_EQ(run(arena().launch({"/usr/bin/env"})).output,
              "PATH=/usr/local/bin:/usr/bin:/bin\nLANG=C.UTF-8\nHOME=/nonexistent\n");
    ::unsetenv("GITHUB_TOKEN");
    ::unsetenv("LD_PRELOAD_FOR_TEST");
}

TEST(CleanStart, KnowsItsWritableDirectoryAsTmpdir) {
    const auto writable = arena().scratch().make_writable("tmpdir", arena().layers().throwaway_uid);
    EXPECT_THAT(run(arena().launch({"/usr/bin/env"}, writable)).output,
                HasSubstr("TMPDIR=" + writable.string() + "\n"));
}

TEST(CleanStart, HasOnlyTheThreeStandardDescriptors) {
    // Inherited across exec, as a careless library would leave them.
    const UniqueFd file(::open("/etc/passwd", O_RDONLY));
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const UniqueFd one(ends[0]);
    const UniqueFd other(ends[1]);
    EXPECT_THAT(probe({"descriptors", "all"}), MatchesRegex("0 /dev/null\n1 pipe:.*\n2 pipe:[^\n]*"));
}

TEST(CleanStart, HasNothingToRead) {
    const Outcome outcome = run(shell("cat; echo end"));
    EXPECT_EQ(outcome.output, "end\n");
}

TEST(CleanStart, IgnoresAndBlocksNoSignals) {
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    const std::string status = run(arena().launch({"/bin/cat", "/proc/self/status"})).output;
    ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    EXPECT_THAT(status, ContainsRegex("SigBlk:\t0000000000000000"));
    EXPECT_THAT(status, ContainsRegex("SigIgn:\t0000000000000000"));
}

TEST(CleanStart, IsInTheScratchDirectoryAndInASessionOfItsOwn) {
    EXPECT_EQ(run(shell("pwd")).output, arena().scratch().path().string() + "\n");
    // The sixth field of /proc/PID/stat is the session: the program's own process.
    EXPECT_EQ(run(shell("read pid name state parent group session rest < /proc/$$/stat; "
                        "[ $session = $$ ] && echo own"))
                  .output,
              "own\n");
}

TEST(CleanStart, HasTheLimitsThatWereAskedFor) {
    LaunchSpec spec = shell("ulimit -n; ulimit -c; ulimit -t; ulimit -Hn");
    spec.limits.descriptors = 123;
    spec.limits.cpu_seconds = 45;
    EXPECT_EQ(run(spec).output, "123\n0\n45\n123\n");
}

}  // namespace
}  // namespace grader
