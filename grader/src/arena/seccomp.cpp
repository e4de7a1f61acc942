#include "arena/seccomp.hpp"

#include <linux/sched.h>
#include <sched.h>
#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

namespace grader {

namespace {

// Grouped by what they would allow.
constexpr const char* denied[] = {
    // looking into or steering other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "perf_event_open",
    "process_madvise",
    // new worlds, and mounts in this one
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
    "fsmount", "fsconfig", "fspick", "mount_setattr",
    // the kernel itself
    "bpf", "userfaultfd", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
    "reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "acct",
    "quotactl", "syslog", "add_key", "request_key", "keyctl", "open_by_handle_at", "fanotify_init",
    "lookup_dcookie",
    // more CPU than others
    "sched_setscheduler", "sched_setattr", "ioprio_set"};

constexpr const char* io_uring[] = {"io_uring_setup", "io_uring_enter", "io_uring_register"};

void require(int result, const char* what) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), what);
}

}  // namespace

void load_system_call_filter(const std::vector<std::string>& traced) {
    const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    if (!filter) throw std::system_error(ENOMEM, std::generic_category(), "seccomp_init");
    // Calls by way of another architecture's table (int 0x80, x32) would pass by every rule below.
    require(seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS),
            "seccomp_attr_set");

    const auto is_traced = [&](const char* name) {
        return std::find(traced.begin(), traced.end(), name) != traced.end();
    };
    const auto refuse = [&](const char* name, int error) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR || is_traced(name)) return;
        require(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, 0), name);
    };
    for (const char* name : denied) refuse(name, EPERM);
    // Its operations would be out of every observer's sight.
    for (const char* name : io_uring) refuse(name, ENOSYS);
    // clone3's flags live in memory, where no filter can look. ENOSYS makes glibc fall back to clone.
    refuse("clone3", ENOSYS);
    for (const int flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS,
                           CLONE_NEWCGROUP}) {
        if (is_traced("clone")) break;  // the tracer refuses those flags itself
        const auto bit = static_cast<scmp_datum_t>(flag);
        // As SCMP_A0 makes it, which is C: clang warns of it.
        const scmp_arg_cmp has_the_flag{0, SCMP_CMP_MASKED_EQ, bit, bit};
        require(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, has_the_flag),
                "clone");
    }
    for (const std::string& name : traced) {
        const int call = seccomp_syscall_resolve_name(name.c_str());
        if (call == __NR_SCMP_ERROR || call < 0) continue;  // not on this architecture
        require(seccomp_rule_add(filter.get(), SCMP_ACT_TRACE(0), call, 0), name.c_str());
    }
    require(seccomp_load(filter.get()), "seccomp_load");
}

}  // namespace grader
