#include "arena/arena.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <utility>

#include "arena/cgroup.hpp"
#include "arena/namespaces.hpp"
#include "arena/visible.hpp"
#include "base/error.hpp"

namespace grader {

namespace {

constexpr unsigned scratch_megabytes = 512;
constexpr unsigned most_processes = 6'000;  // the thousand-connection checks need a thousand threads
constexpr unsigned long long most_memory = 3ULL << 30U;  // a compiler and a ThreadSanitizer run fit easily

}  // namespace

Arena::Arena(std::vector<std::filesystem::path> hidden) : layers_(probe_layers()) {
    for (std::filesystem::path& home : homes_of_this_user()) hidden.push_back(std::move(home));
    system_files_ = system_files(hidden);
    layers_.cgroup_directories =
        create_cgroups("io-labs-" + std::to_string(::getpid()), most_processes, most_memory);
    scratch_ = std::make_unique<Scratch>();
    janitor_ = std::make_unique<Janitor>(scratch_->path(), layers_.cgroup_directories);
    if (layers_.private_network) {
        enter_private_world(!layers_.user_namespace);
        mount_scratch(scratch_->path(), scratch_megabytes);
    }
    // Launched programs see no other process where they have a pid namespace; elsewhere they must not look
    // into us.
    if (!layers_.pid_namespace) check(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
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
    spec.uid = layers_.throwaway_uid;
    spec.cgroups = layers_.cgroup_directories;
    // Where no pid namespace ends everything, ptrace's EXITKILL does.
    spec.attach = !layers_.pid_namespace && layers_.ptrace;
    return spec;
}

}  // namespace grader
