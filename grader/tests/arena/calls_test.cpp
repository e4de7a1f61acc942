// What the system-call filter refuses, and what the tracer decides where no namespace does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "arena/call_filter.hpp"
#include "base/unique_fd.hpp"
#include "launching.hpp"
#include "support/loopback.hpp"

namespace grader {
namespace {

#define SKIP_WITHOUT_FILTER() \
    arena();                  \
    if (!arena().layers().seccomp) GTEST_SKIP() << "no system-call filter"

std::string number(const char* name) {
    return std::to_string(number_of_call(name));
}

std::string call(std::vector<std::string> words) {
    words[0] = number(words[0].c_str());
    words.insert(words.begin(), "call");
    return probe(words);
}

/// As on a machine without namespaces: nothing but the filter, and a tracer if there is one.
LaunchSpec bare(LaunchSpec spec) {
    spec.seal_files = spec.use_pid_namespace = spec.own_network = spec.use_landlock = false;
    spec.attach = arena().layers().ptrace;
    return spec;
}
std::string probe_bare(const std::vector<std::string>& arguments) {
    const std::string output = run(bare(prober(arguments))).output;
    return output.substr(0, output.find_last_not_of('\n') + 1);
}

/// A listener on the loopback on which launched programs are, too.
struct Listener {
    UniqueFd socket = listen_on_loopback(1000, SOCK_NONBLOCK);
    std::string port = std::to_string(port_of(socket));

    [[nodiscard]] bool was_reached() const { return ::accept(socket.get(), nullptr, nullptr) >= 0; }
};

TEST(Filter, RefusesWhatNoServerNeeds) {
    SKIP_WITHOUT_FILTER();
    for (const char* name : {"ptrace",
                             "process_vm_readv",
                             "process_madvise",
                             "process_mrelease",
                             "migrate_pages",
                             "move_pages",
                             "pidfd_getfd",
                             "kcmp",
                             "perf_event_open",
                             "unshare",
                             "setns",
                             "mount",
                             "open_tree",
                             "open_tree_attr",
                             "statmount",
                             "listmount",
                             "bpf",
                             "userfaultfd",
                             "keyctl",
                             "open_by_handle_at",
                             "fanotify_init",
                             "fanotify_mark",
                             "inotify_init1",
                             "sched_setattr",
                             "sched_setparam",
                             "sched_setscheduler",
                             "ioprio_set",
                             "seccomp",
                             "shmget",
                             "msgget",
                             "mq_open",
                             "syslog",
                             "quotactl_fd",
                             "lsm_set_self_attr"})
        EXPECT_EQ(call({name}), "EPERM") << name;
    for (const char* name : {"io_uring_setup", "io_uring_enter", "io_setup", "io_submit", "io_getevents",
                             "clone3", "memfd_secret"})
        EXPECT_EQ(call({name}), "ENOSYS") << name;
}

TEST(Filter, RefusesWhatNobodyHasLookedAt) {
    SKIP_WITHOUT_FILTER();
    for (const long later : {newest_call + 1, newest_call + 2, 1000L})
        EXPECT_EQ(probe({"call", std::to_string(later)}), "ENOSYS");
}

TEST(Filter, LeavesSocketsForTheInternetOnly) {
    SKIP_WITHOUT_FILTER();
    for (const int family : {AF_INET, AF_INET6})
        EXPECT_EQ(call({"socket", std::to_string(family), std::to_string(SOCK_STREAM), "0"}), "ok");
    for (int family = 0; family < 50; ++family) {
        if (family == AF_INET || family == AF_INET6) continue;
        EXPECT_EQ(call({"socket", std::to_string(family), std::to_string(SOCK_STREAM), "0"}), "EAFNOSUPPORT")
            << family;
    }
}

// The kernel takes an int's 32 bits, whatever stands above them.
TEST(Filter, LooksAtWhatTheKernelLooksAt) {
    SKIP_WITHOUT_FILTER();
    EXPECT_EQ(call({"socket", "0x100000001", "1", "0"}), "EAFNOSUPPORT");
    EXPECT_EQ(call({"prctl", "0x100000004", "0"}), "EPERM");
    EXPECT_EQ(call({"prctl", "4", "0x100000000"}), "EPERM");
}

TEST(Filter, RefusesWhatWouldBlindAnObserver) {
    SKIP_WITHOUT_FILTER();
    EXPECT_EQ(call({"prctl", std::to_string(PR_SET_DUMPABLE), "0"}), "EPERM");
    EXPECT_EQ(call({"prctl", std::to_string(PR_SET_DUMPABLE), "1"}), "ok");
    for (const int option : {PR_SET_SECCOMP, 0x59616d61, 59, PR_SET_MM, 62, PR_SET_CHILD_SUBREAPER})
        EXPECT_EQ(call({"prctl", std::to_string(option)}), "EPERM") << option;
    const unsigned thread = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    EXPECT_EQ(call({"clone", std::to_string(thread)}), "EPERM");
    EXPECT_EQ(call({"clone", std::to_string(CLONE_UNTRACED | SIGCHLD)}), "EPERM");
    for (const int shared : {CLONE_VM, CLONE_FILES})
        EXPECT_EQ(call({"clone", std::to_string(shared | SIGCHLD)}), "EPERM");
    EXPECT_EQ(call({"close_range", "100", "200", "2"}), "EPERM");
    EXPECT_EQ(call({"close_range", "100", "200", "0"}), "ok");
}

TEST(Filter, LeavesACompilerNoSockets) {
    SKIP_WITHOUT_FILTER();
    for (const char* name : {"socket", "socketpair"}) {
        LaunchSpec spec = prober({"call", number(name), std::to_string(AF_INET), "1", "0"});
        spec.compiles = true;
        EXPECT_EQ(run(spec).output, "EAFNOSUPPORT\n") << name;
    }
}

TEST(Filter, LeavesOneKindOfSocketWhereTheLoopbackIsTheMachines) {
    SKIP_WITHOUT_FILTER();
    const std::string family = std::to_string(AF_INET);
    EXPECT_EQ(probe_bare({"call", number("socket"), family, std::to_string(SOCK_STREAM), "0"}), "ok");
    EXPECT_EQ(probe_bare({"call", number("socket"), family, std::to_string(SOCK_STREAM), "6"}), "ok");
    EXPECT_EQ(probe_bare({"call", number("socket"), family, std::to_string(SOCK_DGRAM), "0"}), "EACCES");
    EXPECT_EQ(probe_bare({"call", number("socket"), family, std::to_string(SOCK_STREAM), "132"}),
              "EPROTONOSUPPORT");
    for (const char* name : {"sendto", "sendmmsg"})
        EXPECT_EQ(probe_bare({"call", number(name), "0", "0", "0", "0x20000000"}), "EOPNOTSUPP") << name;
    EXPECT_EQ(probe_bare({"call", number("sendmsg"), "0", "0", "0x20000000"}), "EOPNOTSUPP");
}

TEST(Connecting, ToOthersIsRefusedWhereTheLoopbackIsTheMachines) {
    SKIP_WITHOUT_FILTER();
    const Listener other;
    EXPECT_EQ(probe_bare({"connect", "127.0.0.1", other.port}), "EPERM");
    EXPECT_EQ(probe_bare({"connect", "192.0.2.1", "80"}), "EPERM");
    EXPECT_FALSE(other.was_reached());
}

TEST(Connecting, ToOneselfIsAWayToWakeAnAccept) {
    SKIP_WITHOUT_FILTER();
    if (arena().layers().private_network) {
        EXPECT_EQ(probe({"wake", "self"}), "ok");
    }
    if (!arena().layers().ptrace) GTEST_SKIP() << "no tracer that could look";
    EXPECT_EQ(probe_bare({"wake", "self"}), "ok");
    const to_warden::Launch traced = {bare(prober({"wake", "self"})),
                                      TraceSpec{{Call::connect, Call::socket}, {}}};
    EXPECT_EQ(run(traced).output, "ok\n");
}

TEST(Connecting, GoesWhereItWasJudgedToGo) {
    SKIP_WITHOUT_FILTER();
    if (!arena().layers().ptrace) GTEST_SKIP() << "no tracer that could look";
    const Listener other;
    EXPECT_EQ(probe_bare({"exchange", other.port}), "ok");
    EXPECT_FALSE(other.was_reached());
}

TEST(OtherProcesses, AreNeitherSignalledNorLimitedNorMoved) {
    SKIP_WITHOUT_FILTER();
    const std::string us = std::to_string(::getpid());
    EXPECT_EQ(probe_bare({"signal", us}), "EPERM");
    EXPECT_EQ(probe_bare({"signal", "-1"}), "EPERM");
    EXPECT_EQ(probe_bare({"limit", us}), "EPERM");
    EXPECT_EQ(probe_bare({"call", number("setpriority"), "0", us, "19"}), "EPERM");
    EXPECT_EQ(probe_bare({"call", number("setpriority"), "2", "0", "19"}), "EPERM");
    EXPECT_EQ(probe_bare({"call", number("sched_setaffinity"), us, "8", "0"}), "EPERM");
    for (const char* name : {"tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"})
        EXPECT_EQ(probe_bare({"call", number(name), us, us, "0"}), "EPERM") << name;
    EXPECT_EQ(probe_bare({"call", number("pidfd_send_signal"), "0"}), "EPERM");
    EXPECT_EQ(probe_bare({"call", number("fcntl"), "1", std::to_string(8 /* F_SETOWN */), us}), "EPERM");
}

TEST(OtherProcesses, AreNotTheSupervisorEither) {
    SKIP_WITHOUT_FILTER();
    if (!arena().layers().pid_namespace) GTEST_SKIP() << "no pid namespace";
    EXPECT_EQ(probe({"limit", "1"}), "EPERM");
    EXPECT_EQ(call({"setpriority", "0", "1", "19"}), "EPERM");
    EXPECT_EQ(call({"sched_setaffinity", "1", "8", "0"}), "EPERM");
}

TEST(OwnProcesses, AreTheProgramsToMoveAndToEnd) {
    SKIP_WITHOUT_FILTER();
    EXPECT_EQ(probe({"limit", "0"}), "ok");
    if (arena().layers().pid_namespace) {
        EXPECT_EQ(probe({"move-own-thread", "-"}), "ok");
        EXPECT_EQ(probe({"end-own-child", "-"}), "ok");
    }
    if (!arena().layers().ptrace) GTEST_SKIP() << "no tracer that could look";
    EXPECT_EQ(probe_bare({"move-own-thread", "-"}), "ok");
    EXPECT_EQ(probe_bare({"end-own-child", "-"}), "ok");
    EXPECT_EQ(probe_bare({"limit", "0"}), "ok");
}

TEST(AttributesOfFiles, AreLeftAsTheyAre) {
    SKIP_WITHOUT_FILTER();
    const OpenDirectory open;
    const std::string file = open.path / "file";
    for (const char* change : {"change-mode", "change-times", "change-owner", "cut"}) {
        EXPECT_EQ(probe_bare({change, file}), "EPERM") << change;
        EXPECT_NE(probe({change, file}), "ok") << change;
    }
    for (const char* command : {"0x40086602", "0x40087602", "0x401c5820", "0x5000940e"})
        EXPECT_EQ(probe_bare({"call", number("ioctl"), "1", command, "0"}), "EPERM") << command;
    EXPECT_EQ(probe_bare({"call", number("fchmod"), "1", "0"}), "EPERM");
}

TEST(MemoryWatch, EndsAProgramThatHasMoreThanItMay) {
    for (const char* how : {"private", "shared", "family"}) {
        LaunchSpec spec = prober({"hold", how, "600"});
        spec.limits.sum_of_memory = 256U << 20U;
        for (const bool alone : {false, true}) {
            const Outcome outcome = run(alone ? bare(spec) : spec);
            ASSERT_TRUE(outcome.exit) << how;
            EXPECT_EQ(outcome.exit->kind, Exit::Kind::signalled) << how;
            EXPECT_THAT(outcome.exit->describe(),
                        testing::HasSubstr("MiB of memory in use, and may have 256"))
                << how;
        }
    }
}

TEST(MemoryWatch, LeavesAProgramAloneThatHasLess) {
    LaunchSpec spec = shell("sleep 1; echo here");
    spec.limits.sum_of_memory = 256U << 20U;
    EXPECT_EQ(run(spec).output, "here\n");
}

TEST(NumberOfProcesses, EndsAProgramThatHasMoreThanItMay) {
    LaunchSpec spec = shell("for i in $(seq 30); do sleep 60 & done; wait");
    spec.limits.number_of_processes = 20;
    for (const bool alone : {false, true}) {
        const Outcome outcome = run(alone ? bare(spec) : spec);
        ASSERT_TRUE(outcome.exit);
        EXPECT_EQ(outcome.exit->kind, Exit::Kind::signalled);
        EXPECT_THAT(outcome.exit->describe(), testing::HasSubstr("processes, and may have 20"));
    }
}

TEST(Calls, DoNotTellThatAddressesAreFixed) {
    if (!arena().layers().seccomp) GTEST_SKIP() << "no system-call filter";
#if defined(__x86_64__)
    LaunchSpec spec = prober({"personality", "now"});
    for (const bool fixed : {false, true}) {
        spec.disable_aslr = fixed;
        EXPECT_EQ(run(spec).output, "0\n");
    }
#else
    GTEST_SKIP() << "there ThreadSanitizer must be told the truth";
#endif
}

}  // namespace
}  // namespace grader
