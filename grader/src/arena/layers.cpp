#include "arena/layers.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "arena/landlock.hpp"
#include "arena/minimal_root.hpp"
#include "arena/namespaces.hpp"
#include "arena/refusal.hpp"
#include "arena/visible.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

struct Trial {
    bool worked = false;
    std::string message;
};

/// Runs `attempt` in a child; it says by returning (or by an exception) whether the machine allows it.
Trial try_in_child(const std::function<bool()>& attempt) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        std::string message;
        bool worked = false;
        try {
            worked = attempt();
        } catch (const std::exception& error) {
            message = error.what();
        }
        [[maybe_unused]] const auto written = ::write(write_end.get(), message.data(), message.size());
        ::_exit(worked ? 0 : 1);
    }
    write_end.reset();
    char text[512];
    const ssize_t got = ::read(read_end.get(), text, sizeof text);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    Trial trial;
    trial.worked = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (got > 0) trial.message.assign(text, static_cast<std::size_t>(got));
    return trial;
}

bool exits_with_zero(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// In a child that is already in its private world: a pid namespace with a root and a /proc of its own.
bool nested_pid_namespace() {
    check(::unshare(CLONE_NEWPID | CLONE_NEWIPC), "unshare pid");
    const pid_t init = check(::fork(), "fork");
    if (init == 0) {
        try {
            enter_minimal_root(system_files({}), "");
        } catch (const std::exception&) {
            ::_exit(1);
        }
        ::_exit(::access("/proc/1/status", R_OK) == 0 ? 0 : 1);
    }
    return exits_with_zero(init);
}

bool child_can_be_traced(bool look_at_proc) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        ::close(ends[1]);
        char byte = 0;
        [[maybe_unused]] const auto got = ::read(ends[0], &byte, 1);  // until the parent has looked
        ::_exit(0);
    }
    ::close(ends[0]);
    bool worked = false;
    if (look_at_proc) {
        worked = read_file("/proc/" + std::to_string(child) + "/syscall").has_value();
    } else {
        worked = ::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) == 0;
    }
    ::kill(child, SIGKILL);
    ::close(ends[1]);
    while (::waitpid(child, nullptr, __WALL) < 0 && errno == EINTR) {
    }
    return worked;
}

bool user_id_is_free_to_take(unsigned uid) {
    return try_in_child([uid] {
               return ::setgroups(0, nullptr) == 0 && ::setresgid(uid, uid, uid) == 0 &&
                      ::setresuid(uid, uid, uid) == 0;
           })
        .worked;
}

}  // namespace

SandboxLayers probe_layers() {
    SandboxLayers layers;
    layers.root = ::geteuid() == 0;
    const bool root = layers.root;

    Trial world = try_in_child([root] {
        enter_private_world(root);
        mount_scratch("/tmp", 1);
        return true;
    });
    bool with_user_namespace = !root;
    if (!world.worked && root) {
        // Root without CAP_SYS_ADMIN, as in a container: a user namespace may still be had.
        const Trial second = try_in_child([] {
            enter_private_world(false);
            return true;
        });
        if (second.worked) {
            world = second;
            with_user_namespace = true;
        }
    }
    layers.private_network = layers.mount_namespace = world.worked;
    layers.user_namespace = world.worked && with_user_namespace;
    layers.refusal = world.message;
    if (!world.worked) layers.remedy = remedy_for_refused_namespaces(read_namespace_settings());
    if (world.worked) {
        layers.pid_namespace = try_in_child([with_user_namespace] {
                                   enter_private_world(!with_user_namespace);
                                   return nested_pid_namespace();
                               }).worked;
    }

    layers.landlock_abi = landlock_abi();
    const unsigned trace_action = SECCOMP_RET_TRACE;
    layers.seccomp = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &trace_action) == 0;
    layers.ptrace = try_in_child([] { return child_can_be_traced(false); }).worked;
    layers.proc_syscall = try_in_child([] { return child_can_be_traced(true); }).worked;
    layers.no_aslr = try_in_child([] { return ::personality(ADDR_NO_RANDOMIZE) != -1; }).worked;
    if (root && !layers.user_namespace) {
        // Different for every run, so that RLIMIT_NPROC, which counts per user, counts this run alone. (A
        // process number would not do: two containers have the same ones.)
        const unsigned unusual = 2'000'000'000U + std::random_device()() % 100'000'000U;
        constexpr unsigned nobody = 65534;
        if (user_id_is_free_to_take(unusual))
            layers.throwaway_uid = unusual;
        else if (user_id_is_free_to_take(nobody))
            layers.throwaway_uid = nobody;
    }
    return layers;
}

}  // namespace grader
