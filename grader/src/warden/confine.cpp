#include "warden/confine.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "arena/cgroup.hpp"
#include "arena/landlock.hpp"
#include "arena/minimal_root.hpp"
#include "arena/seccomp.hpp"
#include "base/core_dumps.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace grader {

namespace {

void limit(__rlimit_resource resource, rlim_t value) {
    rlimit now{};
    check(::getrlimit(resource, &now), "getrlimit");
    const rlim_t bounded = std::min(value, now.rlim_max);
    const rlimit wanted{bounded, bounded};
    check(::setrlimit(resource, &wanted), "setrlimit");
}

void drop_capabilities() {
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    // The bounding set too, so that no file capability or set-user-id program brings one back:
    // capabilities(7).
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (::syscall(SYS_capget, &header, sets) != 0) return;
    for (__user_cap_data_struct& set : sets) set.inheritable = 0;
    ::syscall(SYS_capset, &header, sets);
}

constexpr int landlock_with_signal_scope = 6;

int priority_of_grader = 0;  // what nice(1) has set; a smaller number is more

CallPolicy policy_of(const to_warden::Launch& launch, std::uint64_t key_to_execute) {
    const LaunchSpec& spec = launch.program;
    CallPolicy policy;
    policy.key_to_execute = key_to_execute;
    policy.compiles = spec.compiles;
    policy.own_network = spec.own_network;
    policy.own_root = spec.seal_files;
    policy.own_processes = spec.use_pid_namespace;
    policy.signals_confined =
        spec.use_pid_namespace || (spec.use_landlock && landlock_abi() >= landlock_with_signal_scope);
    policy.memory_counted = spec.memory_counted;
    policy.judged = launch.has_tracer();
    policy.self = ::getpid();
    if (launch.trace) policy.traced = launch.trace->calls;
    return policy;
}

}  // namespace

void enter_sandbox(const LaunchSpec& spec) {
    join_cgroups(spec.cgroups);
    // A warden must get its turn among the thousands of a bomb, or nobody ends it. The program goes back to
    // what the grader has. Only root may: for others each session has its share (sched(7), autogroups).
    priority_of_grader = ::getpriority(PRIO_PROCESS, 0);
    ::setpriority(PRIO_PROCESS, 0, priority_of_grader - 10);
    // Where memory runs out, it is this program that goes, and not the grader: proc_pid_oom_score_adj(5).
    write_control("/proc/self/oom_score_adj", "1000");
    if (spec.pin_to_cpu >= 0) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<unsigned>(spec.pin_to_cpu), &one);
        ::sched_setaffinity(0, sizeof one, &one);  // a wish: results don't depend on it
    }
    if (spec.use_pid_namespace)
        check(::unshare(CLONE_NEWPID | CLONE_NEWIPC), "unshare pid and IPC namespaces");
}

void become_supervisor(const LaunchSpec& spec) {
    if (spec.seal_files) enter_minimal_root(spec.readable, spec.writable);
    drop_capabilities();
    if (spec.uid != 0) {
        check(::setgroups(0, nullptr), "setgroups");
        check(::setresgid(spec.uid, spec.uid, spec.uid), "setresgid");
        check(::setresuid(spec.uid, spec.uid, spec.uid), "setresuid");
    }
    // Without a pid namespace, orphans of the program come to us instead of to the machine's init.
    check(::prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)");
}

UniqueFd confine_program(const to_warden::Launch& launch, std::uint64_t key_to_execute,
                         bool new_processes_ask) {
    const LaunchSpec& spec = launch.program;
    // Standard input is the channel to the grader: the program gets nothing to read instead.
    const int null = check(::open("/dev/null", O_RDONLY), "open /dev/null");
    check(::dup2(null, STDIN_FILENO), "dup2");
    ::setsid();
    ::setpriority(PRIO_PROCESS, 0, priority_of_grader);
    if (!spec.directory.empty()) check(::chdir(spec.directory.c_str()), "chdir " + spec.directory);
    leave_no_core_dumps();
    limit(RLIMIT_NOFILE, spec.limits.descriptors);
    limit(RLIMIT_NPROC, spec.limits.processes);
    limit(RLIMIT_FSIZE, spec.limits.file_bytes);
    limit(RLIMIT_CPU, spec.limits.cpu_seconds);
    if (spec.limits.memory_bytes != 0) limit(RLIMIT_AS, spec.limits.memory_bytes);
    if (spec.disable_aslr) ::personality(ADDR_NO_RANDOMIZE);
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    // Whatever we hold closes at exec, and not before: a failure up to there is still to be reported.
    close_on_exec_from(3);

    check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
    if (spec.use_landlock) {
        std::vector<std::string> readable = spec.readable;
        // With a pid namespace /proc shows nothing but the program; without one it gets only its own entry.
        readable.push_back(spec.use_pid_namespace ? "/proc" : "/proc/self");
        // No initializer list: g++ 14 warns of an array that is too short when a vector of one grows.
        std::vector<std::string> writable;
        writable.emplace_back("/dev/null");
        if (!spec.writable.empty()) writable.push_back(spec.writable);
        confine_with_landlock(readable, writable);
    }
    if (!spec.use_seccomp && !launch.trace) return {};
    CallPolicy policy = policy_of(launch, key_to_execute);
    policy.new_processes_ask = new_processes_ask;
    return load_system_call_filter(std::move(policy));
}

}  // namespace grader
