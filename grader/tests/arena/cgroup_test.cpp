#include "arena/cgroup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "arena/janitor.hpp"
#include "base/files.hpp"
#include "launching.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(ControlGroup, HoldsEverythingThatIsLaunched) {
    arena();
    if (arena().layers().cgroup_directories.empty()) GTEST_SKIP() << "no writable cgroup";
    const std::string name = "/io-labs-" + std::to_string(::getpid());
    const std::string memberships = run(arena().launch({"/bin/cat", "/proc/self/cgroup"})).output;
    for (const std::string& directory : arena().layers().cgroup_directories) {
        EXPECT_THAT(directory, EndsWith(name));
        EXPECT_THAT(memberships, HasSubstr(name));
        // And not the grader itself: a submission that takes all must not take it from us.
        EXPECT_THAT(read_file("/proc/self/cgroup").value_or(""), testing::Not(HasSubstr(name)));
    }
}

TEST(ControlGroup, BoundsProcessesAndMemoryWhereItCan) {
    for (const std::string& directory : arena().layers().cgroup_directories) {
        for (const char* bound : {"/pids.max", "/memory.max", "/memory.limit_in_bytes"}) {
            const std::string value = read_file(directory + bound).value_or("0");
            EXPECT_LE(std::stoull(value == "max\n" ? "18446744073709551615" : value), 16ULL << 30U)
                << directory << bound;
        }
    }
}

TEST(ControlGroup, IsKilledAsAWhole) {
    const std::string name = "io-labs-test-" + std::to_string(::getpid());
    Janitor janitor;
    const std::vector<std::string> groups = create_cgroups(name, 100, 1ULL << 30U, janitor);
    if (groups.empty()) GTEST_SKIP() << "no writable cgroup";
    for (const std::string& directory : groups) EXPECT_TRUE(fs::is_directory(directory)) << directory;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        join_cgroups(groups);
        ::setsid();
        [[maybe_unused]] const auto written = ::write(ready[1], "!", 1);
        for (;;) ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    // It is we who must wait for our child: a group with a zombie in it can be removed.
    destroy_cgroups(groups);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    for (const std::string& directory : groups) EXPECT_FALSE(fs::exists(directory)) << directory;
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(ControlGroup, ThatNeverWasIsDestroyedWithoutAWord) {
    destroy_cgroups({});
    destroy_cgroups({"/sys/fs/cgroup/no-such-group"});
}

}  // namespace
}  // namespace grader
