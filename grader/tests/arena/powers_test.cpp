// What a launched program may not ask of the kernel, and what it can't learn about other processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "launching.hpp"

namespace grader {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

std::string own_status() {
    return run(arena().launch({"/bin/cat", "/proc/self/status"})).output;
}

/// The value of one line of /proc/self/status.
std::string status_of(const std::string& name) {
    const std::string status = own_status();
    const auto begin = status.find(name + ":\t");
    if (begin == std::string::npos) return "no " + name;
    const auto value = begin + name.size() + 2;
    return status.substr(value, status.find('\n', value) - value);
}

TEST(Powers, AreNoneAndCannotComeBack) {
    EXPECT_EQ(status_of("CapPrm"), "0000000000000000");
    EXPECT_EQ(status_of("CapEff"), "0000000000000000");
    EXPECT_EQ(status_of("CapAmb"), "0000000000000000");
    EXPECT_EQ(status_of("NoNewPrivs"), "1");
    // Only who has powers can give up those that might come back; to others no program brings any: prctl(2).
    if (arena().layers().root || arena().layers().user_namespace) {
        EXPECT_EQ(status_of("CapBnd"), "0000000000000000");
    }
}

TEST(Powers, AreThoseOfAThrowAwayUser) {
    arena();
    if (arena().layers().throwaway_uid == 0) GTEST_SKIP() << "user ids can't be changed here";
    const std::string uid = std::to_string(arena().layers().throwaway_uid);
    EXPECT_EQ(status_of("Uid"), uid + "\t" + uid + "\t" + uid + "\t" + uid);
    EXPECT_EQ(status_of("Gid"), uid + "\t" + uid + "\t" + uid + "\t" + uid);
    EXPECT_THAT(status_of("Groups"), AnyOf("", " "));
    EXPECT_EQ(probe({"become", "0"}), "EPERM");
}

TEST(Powers, DoNotReachWhatTheFilterDenies) {
    arena();
    if (!arena().layers().seccomp) GTEST_SKIP() << "no system-call filter";
    EXPECT_EQ(status_of("Seccomp"), "2");
    EXPECT_EQ(probe({"unshare", "user"}), "EPERM");
    EXPECT_EQ(probe({"mount", "/tmp"}), "EPERM");
    EXPECT_EQ(probe({"io_uring", "setup"}), "ENOSYS");
    EXPECT_EQ(probe({"ptrace", "1"}), "EPERM");
    EXPECT_EQ(probe({"read-memory", "1"}), "EPERM");
}

TEST(Powers, DoNotIncludeAnotherProgram) {
    if (!arena().layers().seccomp) GTEST_SKIP() << "no system-call filter";
    EXPECT_EQ(run(prober({"execute", "/bin/true"})).output, "EPERM\n");
    EXPECT_EQ(run(prober({"execute-by-number", "/bin/true"})).output, "EPERM\n");
    LaunchSpec may = prober({"execute", "/bin/true"});
    may.may_execute = true;
    EXPECT_EQ(run(may).output, "");
}

TEST(Powers, DoNotShowOtherProcesses) {
    arena();
    if (!arena().layers().pid_namespace) GTEST_SKIP() << "no pid namespace";
    // Its supervisor, which is 1 there, and its own few; the number of the grader means nothing there.
    const std::string grader = std::to_string(::getpid());
    EXPECT_EQ(probe({"signal", grader}), "ESRCH");
    EXPECT_EQ(probe({"list", "/proc/" + grader}), "ENOENT");
    const std::string seen = run(shell("cd /proc; for entry in [0-9]*; do echo $entry; done")).output;
    EXPECT_THAT(seen, HasSubstr("1\n"));
    EXPECT_LE(std::count(seen.begin(), seen.end(), '\n'), 3) << seen;
}

TEST(Powers, DoNotReachTheGraderThroughProc) {
    arena();
    const std::string grader = "/proc/" + std::to_string(::getpid());
    for (const char* part : {"/mem", "/environ", "/fd", "/maps", "/root", "/cwd"}) {
        const std::string place = grader + part;
        EXPECT_NE(probe({"read", place}), "ok") << place;
        EXPECT_NE(probe({"list", place}), "ok") << place;
    }
}

TEST(Powers, DoNotReachTheSupervisorThroughProc) {
    arena();
    if (!arena().layers().pid_namespace) GTEST_SKIP() << "no pid namespace: it has another number";
    // It holds the channel to the grader: a program that could write there could invent its own messages.
    for (const char* place :
         {"/proc/1/mem", "/proc/1/environ", "/proc/1/fd", "/proc/1/fd/3", "/proc/1/maps", "/proc/1/root"}) {
        EXPECT_NE(probe({"read", place}), "ok") << place;
        EXPECT_NE(probe({"write", place}), "ok") << place;
        EXPECT_NE(probe({"list", place}), "ok") << place;
    }
}

TEST(Powers, DoNotReachTheKernelsSwitches) {
    for (const char* place :
         {"/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/oom_score_adj",
          "/sys/fs/cgroup/cgroup.procs", "/dev/mem", "/dev/kmsg"})
        EXPECT_NE(probe({"write", place}), "ok") << place;
}

TEST(Memory, HasTheLimitThatWasAskedFor) {
    LaunchSpec spec = prober({"eat", "400"});
    spec.limits.memory_bytes = 256U << 20U;
    EXPECT_EQ(run(spec).output, "ENOMEM\n");
    EXPECT_EQ(probe({"eat", "400"}), "ok");
}

}  // namespace
}  // namespace grader
