#include "arena/call_policy.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

using Names = std::initializer_list<const char*>;
using Values = std::vector<std::uint32_t>;

std::uint32_t value(int number) {
    return static_cast<std::uint32_t>(number);
}

ArgumentRule is(int index, Values values) {
    return {index, ~0U, std::move(values), true};
}
ArgumentRule is_none_of(int index, Values values) {
    return {index, ~0U, std::move(values), false};
}
ArgumentRule has(int index, std::uint32_t bits) {
    return {index, bits, {bits}, true};
}

// Older headers lack some of these.
constexpr int pr_set_ptracer = 0x59616d61;
constexpr int pr_set_syscall_user_dispatch = 59;
constexpr int pr_sched_core = 62;
constexpr std::uint32_t msg_fastopen = 0x20000000;
constexpr std::uint32_t close_range_unshare = 1U << 1U;
constexpr std::uint32_t protocol_default = 0;
constexpr std::uint32_t protocol_tcp = 6;
constexpr std::uint32_t protocol_udp = 17;
constexpr std::uint32_t socket_type = 0xf;  // SOCK_TYPE_MASK: the rest are flags
constexpr std::uint32_t kind_of_ioctl = 0xff00;

class Rules {
 public:
    explicit Rules(const CallPolicy& policy) : policy_(policy) {}

    void refuse(Names names, int error, const std::vector<ArgumentRule>& arguments = {}) {
        for (const char* name : names) {
            // Where the evidence is to show that it was tried, the tracer refuses it
            // (Tracer::refuse_escapes).
            const bool is_evidence = arguments.empty() || call_named(name) == Call::clone;
            if (is_evidence && is_traced(name)) continue;
            add(name, arguments, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error));
        }
    }
    /// By the tracer, if there is one; else refused.
    void judge(const char* name, const std::vector<ArgumentRule>& arguments = {}) {
        const std::uint32_t trace = SECCOMP_RET_TRACE | (is_traced(name) ? stop_for_both : stop_to_judge);
        add(name, arguments, policy_.judged ? trace : SECCOMP_RET_ERRNO | std::uint32_t{EPERM});
    }
    /// Who listens to the filter says whether the call is made: seccomp_unotify(2).
    void ask(const char* name, const std::vector<ArgumentRule>& arguments = {}) {
        add(name, arguments, SECCOMP_RET_USER_NOTIF);
    }
    void trace(Call call) { add(name_of(call), {}, SECCOMP_RET_TRACE | stop_to_record); }

    std::vector<CallRule> take() { return std::move(rules_); }

 private:
    [[nodiscard]] bool is_traced(const char* name) const {
        return std::find(policy_.traced.begin(), policy_.traced.end(), call_named(name)) !=
               policy_.traced.end();
    }
    void add(const std::string& name, const std::vector<ArgumentRule>& arguments, std::uint32_t action) {
        const long number = number_of_call(name);
        if (number >= 0) rules_.push_back({number, arguments, action});
    }

    const CallPolicy& policy_;
    std::vector<CallRule> rules_;
};

void keep_from_the_system(Rules& rules) {
    // looking into other processes, or steering them
    rules.refuse({"ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "perf_event_open",
                  "process_madvise", "process_mrelease", "migrate_pages", "move_pages"},
                 EPERM);
    // new worlds, and mounts in this one
    rules.refuse({"unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount",
                  "open_tree", "open_tree_attr", "fsopen", "fsmount", "fsconfig", "fspick", "mount_setattr",
                  "statmount", "listmount"},
                 EPERM);
    for (const int world : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                            CLONE_NEWUTS, CLONE_NEWCGROUP})
        rules.refuse({"clone"}, EPERM, {has(0, value(world))});
    // the kernel itself
    rules.refuse({"bpf",
                  "userfaultfd",
                  "init_module",
                  "finit_module",
                  "delete_module",
                  "create_module",
                  "query_module",
                  "get_kernel_syms",
                  "kexec_load",
                  "kexec_file_load",
                  "reboot",
                  "swapon",
                  "swapoff",
                  "settimeofday",
                  "clock_settime",
                  "clock_adjtime",
                  "adjtimex",
                  "stime",
                  "acct",
                  "quotactl",
                  "quotactl_fd",
                  "syslog",
                  "add_key",
                  "request_key",
                  "keyctl",
                  "open_by_handle_at",
                  "fanotify_init",
                  "fanotify_mark",
                  "lookup_dcookie",
                  "sethostname",
                  "setdomainname",
                  "vhangup",
                  "iopl",
                  "ioperm",
                  "modify_ldt",
                  "uselib",
                  "sysfs",
                  "ustat",
                  "nfsservctl",
                  "_sysctl",
                  "lsm_set_self_attr"},
                 EPERM);
    // keys of a terminal: ioctl_tty(2)
    rules.refuse({"ioctl"}, EPERM, {is(1, {TIOCSTI, 0x541c /* TIOCLINUX */})});
    // more CPU than others, or more of its caches
    rules.refuse({"sched_setscheduler", "sched_setparam", "sched_setattr", "ioprio_set"}, EPERM);
    rules.refuse({"prctl"}, EPERM, {is(0, {value(pr_sched_core)})});
}

void keep_in_sight(Rules& rules, const CallPolicy& policy) {
    // Operations that are carried out without a call to be seen.
    rules.refuse({"io_uring_setup", "io_uring_enter", "io_uring_register"}, ENOSYS);
    rules.refuse({"io_setup", "io_submit", "io_getevents", "io_pgetevents", "io_pgetevents_time64",
                  "io_cancel", "io_destroy"},
                 ENOSYS);
    // Its flags live in memory, where no filter can look. ENOSYS makes glibc fall back to clone.
    rules.refuse({"clone3"}, ENOSYS);
    // Threads that the tracer does not see, or whose descriptors are not those of their process.
    constexpr std::uint32_t thread = CLONE_THREAD;
    constexpr std::uint32_t files = CLONE_FILES;
    rules.refuse({"clone"}, EPERM, {ArgumentRule{0, thread | files, {thread}, true}});
    rules.refuse({"clone"}, EPERM, {has(0, CLONE_UNTRACED)});
    // Half a thread: a process that has another's memory or descriptors, and does not only run until exec.
    for (const std::uint32_t shared : {std::uint32_t{CLONE_VM}, files})
        rules.refuse({"clone"}, EPERM, {ArgumentRule{0, thread | CLONE_VFORK | shared, {shared}, true}});
    if (policy.new_processes_ask) {
        // "fork" and "vfork" are calls of x86-64 only.
        rules.ask("fork");
        rules.ask("vfork");
        rules.ask("clone", {ArgumentRule{0, thread, {0}, true}});
    }
    rules.refuse({"close_range"}, EPERM, {has(2, close_range_unshare)});
    // A process that /proc hides, calls that are handled before the tracer hears of them, orphans that come
    // to somebody else. Sanitizers ask for PR_SET_DUMPABLE 1.
    rules.refuse({"prctl"}, EPERM, {is(0, {PR_SET_DUMPABLE}), is_none_of(1, {1})});
    rules.refuse({"prctl"}, EPERM,
                 {is(0, {value(pr_set_ptracer), PR_SET_SECCOMP, value(pr_set_syscall_user_dispatch),
                         PR_SET_MM, PR_SET_CHILD_SUBREAPER})});
    rules.refuse({"seccomp"}, EPERM);
#if defined(__x86_64__)
    // All servers run at fixed addresses, which only sanitizers need: it answers as if it were not so. (Where
    // ThreadSanitizer asks itself whether it has them, on aarch64, it must be told the truth.)
    constexpr int no_error = 0;
    rules.refuse({"personality"}, no_error);
#endif
    // Who opens which of the machine's files: Landlock does not cover it.
    rules.refuse({"inotify_init", "inotify_init1", "inotify_add_watch"}, EPERM);

    // Another program, or the same from its beginning, would be one that nobody has looked at: it is built
    // without a sanitizer, or behaves as its environment says.
    if (policy.key_to_execute != 0) {
        const auto lower = static_cast<std::uint32_t>(policy.key_to_execute);
        const auto upper = static_cast<std::uint32_t>(policy.key_to_execute >> 32U);
        rules.refuse({"execve"}, EPERM);
        rules.refuse({"execveat"}, EPERM, {is_none_of(5, {lower})});
        rules.refuse({"execveat"}, EPERM, {ArgumentRule{5, ~0U, {upper}, false, true}});
    }

    // Memory that belongs to no process. Only a cgroup counts it.
    rules.refuse({"memfd_secret"}, ENOSYS);
    if (!policy.memory_counted) rules.refuse({"memfd_create"}, ENOSYS);
    rules.refuse({"shmget", "msgget", "mq_open", "mq_unlink"}, EPERM);
    // Objects that outlive who made them, where no namespace ends with it.
    if (!policy.own_processes) rules.refuse({"semget"}, EPERM);
}

void keep_from_other_processes(Rules& rules, const CallPolicy& policy) {
    rules.refuse({"setpriority"}, EPERM, {is_none_of(0, {PRIO_PROCESS})});
    if (policy.own_processes) {
        // All others are the program's own.
        constexpr std::uint32_t supervisor = 1;
        rules.refuse({"prlimit64", "sched_setaffinity"}, EPERM, {is(0, {supervisor})});
        rules.refuse({"setpriority"}, EPERM, {is(1, {supervisor})});
        return;
    }
    const Values own = {0, value(policy.self)};
    for (const char* name : {"prlimit64", "sched_setaffinity"}) rules.judge(name, {is_none_of(0, own)});
    rules.judge("setpriority", {is_none_of(1, own)});
    if (policy.signals_confined) return;
    for (const char* name : {"kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"})
        rules.judge(name, {is_none_of(0, own)});
    rules.refuse({"pidfd_send_signal"}, EPERM);
    // SIGIO, or any other signal, for whoever is named as the owner of a descriptor: fcntl(2).
    rules.refuse({"fcntl"}, EPERM, {is(1, {F_SETOWN}), is_none_of(2, own)});
    rules.refuse({"fcntl"}, EPERM, {is(1, {F_SETOWN_EX})});
    rules.refuse({"ioctl"}, EPERM, {is(1, {FIOSETOWN, SIOCSPGRP})});
}

void keep_from_the_network(Rules& rules, const CallPolicy& policy) {
    if (policy.compiles) {
        rules.refuse({"socket", "socketpair"}, EAFNOSUPPORT);
        return;
    }
    // Whatever else there is leads out of the network namespace, or to names in the file system: agents,
    // vsock, netlink, the kernel's ciphers.
    rules.refuse({"socket"}, EAFNOSUPPORT, {is_none_of(0, {AF_INET, AF_INET6})});
    if (policy.own_network) {
        rules.refuse({"socket"}, EPROTONOSUPPORT,
                     {is_none_of(2, {protocol_default, protocol_tcp, protocol_udp})});
    } else {
        rules.refuse({"socket"}, EACCES, {ArgumentRule{1, socket_type, {SOCK_STREAM}, false}});
        rules.refuse({"socket"}, EPROTONOSUPPORT, {is_none_of(2, {protocol_default, protocol_tcp})});
        // A connect in disguise.
        rules.refuse({"sendto"}, EOPNOTSUPP, {has(3, msg_fastopen)});
        rules.refuse({"sendmsg"}, EOPNOTSUPP, {has(2, msg_fastopen)});
        rules.refuse({"sendmmsg"}, EOPNOTSUPP, {has(3, msg_fastopen)});
        // A server may wake its own accept so, and nobody else: the address is in memory.
        rules.judge("connect");
    }
    // A pair is connected, but a pair for datagrams can send to any name as well.
    if (!policy.own_root || !policy.own_network)
        rules.refuse({"socketpair"}, EACCES,
                     {ArgumentRule{1, socket_type, {SOCK_STREAM, SOCK_SEQPACKET}, false}});
}

/// What Landlock does not cover: owner, mode, times and attributes, of any file that can be named or is open.
void keep_from_others_files(Rules& rules, const CallPolicy& policy) {
    if (policy.own_root) return;
    // A linker makes what it has written executable.
    if (!policy.compiles) rules.refuse({"chmod", "fchmod", "fchmodat", "fchmodat2", "truncate"}, EPERM);
    rules.refuse({"chown", "fchown", "lchown", "fchownat", "utime", "utimes", "futimesat", "utimensat",
                  "utimensat_time64", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
                  "lremovexattr", "fremovexattr", "removexattrat", "file_setattr"},
                 EPERM);
    // FS_IOC_… ('f', 'v', 'X') and those of btrfs, which makes and removes subvolumes so.
    rules.refuse({"ioctl"}, EPERM,
                 {ArgumentRule{1, kind_of_ioctl, {'f' << 8U, 'v' << 8U, 'X' << 8U, 0x94U << 8U}, true}});
}

}  // namespace

std::vector<CallRule> rules_of(const CallPolicy& policy) {
    Rules rules(policy);
    keep_from_the_system(rules);
    keep_in_sight(rules, policy);
    keep_from_other_processes(rules, policy);
    keep_from_the_network(rules, policy);
    keep_from_others_files(rules, policy);
    for (const Call call : policy.traced) rules.trace(call);
    return rules.take();
}

}  // namespace grader
