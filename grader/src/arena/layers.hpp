// Which layers of the sandbox this machine allows. Every layer is tried for real, in a child process that is
// thrown away: kernel versions, container profiles and AppArmor policies can't be told apart by looking.
#pragma once

#include <string>
#include <vector>

namespace grader {

struct SandboxLayers {
    bool root = false;             ///< effective user id 0
    bool user_namespace = false;   ///< used only by ordinary users: it is what gives them the others
    bool private_network = false;  ///< network namespace with a loopback of its own
    bool mount_namespace = false;  ///< scratch on a size-limited tmpfs, everything else read-only
    bool pid_namespace = false;    ///< one per launched program: its end ends everything in it
    int landlock_abi = 0;          ///< 0 = none; 6 and later also confine signals (landlock(7))
    bool seccomp = false;          ///< filters with SECCOMP_RET_TRACE (seccomp(2))
    unsigned throwaway_uid = 0;    ///< root only: programs run under this user id; 0 = under our own
    bool ptrace = false;           ///< own children can be traced (ptrace(2), Yama)
    bool proc_syscall = false;     ///< /proc/PID/syscall shows what a thread sleeps in (proc(5))
    bool no_aslr = false;  ///< personality(ADDR_NO_RANDOMIZE) is allowed; old ThreadSanitizers need it
    std::vector<std::string> cgroup_directories;  ///< of this run, one a hierarchy; empty = no cgroup
    bool memory_counted = false;                  ///< one of them bounds memory
    std::string refusal;                          ///< why namespaces were refused, if they were
    std::string remedy;  ///< who refuses them, and how to allow them, if that is known

    /// What a submission can read and write is bounded by more than permissions: by Landlock, or by a root of
    /// its own.
    [[nodiscard]] bool protects_files() const {
        return landlock_abi > 0 || (mount_namespace && pid_namespace);
    }
    /// System calls can be followed: ptrace, with a filter that says which.
    [[nodiscard]] bool can_trace() const { return ptrace && seccomp; }
};

/// Tries every layer but the cgroup. Call it in a process with a single thread; takes about 20 ms.
SandboxLayers probe_layers();

}  // namespace grader
