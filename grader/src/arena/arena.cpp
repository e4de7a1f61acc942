#include "arena/arena.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arena/cgroup.hpp"
#include "arena/namespaces.hpp"
#include "arena/visible.hpp"
#include "base/error.hpp"

namespace grader {

namespace {

constexpr unsigned scratch_megabytes = 512;
constexpr unsigned most_processes = 4'000;               // a thousand connections may have two threads each
constexpr unsigned long long most_memory = 3ULL << 30U;  // a compiler and a ThreadSanitizer run fit easily

}  // namespace

Arena::Arena(std::vector<std::filesystem::path> hidden) {
    // Nobody of our user can look into the janitor from its first moment on: it has our environment.
    check(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
    // Before anything that could be left behind.
    janitor_ = std::make_unique<Janitor>();
    // Who can't be looked into can't write its map of user ids either: user_namespaces(7).
    check(::prctl(PR_SET_DUMPABLE, 1), "prctl(PR_SET_DUMPABLE)");
    layers_ = probe_layers();
    layers_.cgroup_directories =
        create_cgroups("io-labs-" + std::to_string(::getpid()), most_processes, most_memory, *janitor_);
    layers_.memory_counted = bound_memory(layers_.cgroup_directories);
    scratch_ = std::make_unique<Scratch>(*janitor_);
    if (layers_.private_network) {
        enter_private_world(!layers_.user_namespace);
        mount_scratch(scratch_->path(), scratch_megabytes);
    }
    check(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
    for (std::filesystem::path& home : homes_of_this_user()) hidden.push_back(std::move(home));
    system_files_ = system_files(hidden);
}

LaunchSpec Arena::launch(std::vector<std::string> command, const std::string& writable) const {
    LaunchSpec spec;
    spec.command = std::move(command);
    // Nothing of the grader's own environment: no tokens, no paths, and the same behaviour everywhere.
    spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent"};
    if (!writable.empty()) spec.environment.push_back("TMPDIR=" + writable);
    spec.directory = scratch_->path();
    spec.readable = system_files_;
    spec.readable.push_back(scratch_->path());
    spec.writable = writable;
    spec.use_pid_namespace = layers_.pid_namespace;
    spec.seal_files = layers_.mount_namespace && layers_.pid_namespace;
    spec.use_landlock = layers_.landlock_abi > 0;
    spec.use_seccomp = layers_.seccomp;
    spec.own_network = layers_.private_network;
    spec.memory_counted = layers_.memory_counted;
    if (!spec.memory_counted) spec.limits.sum_of_memory = most_memory;
    spec.uid = layers_.throwaway_uid;
    spec.cgroups = layers_.cgroup_directories;
    // Where no pid namespace ends everything, ptrace's EXITKILL does.
    spec.attach = !layers_.pid_namespace && layers_.ptrace;
    return spec;
}

}  // namespace grader
