#include "cli/layer_words.hpp"

#include <string>
#include <vector>

namespace grader {

std::vector<Layer> describe_layers(const SandboxLayers& layers) {
    const std::string because = layers.refusal.empty() ? "" : ": " + layers.refusal;
    std::vector<Layer> described;
    // One reason and one remedy for three layers: the first one names the remedy.
    const std::string remedy = layers.remedy.empty() ? "" : " (" + layers.remedy + ")";
    described.push_back({"private network", layers.private_network,
                         "refused" + because + remedy + "; servers listen on the machine's own loopback"});
    described.push_back(
        {"read-only file system", layers.mount_namespace,
         "refused" + because + (layers.landlock_abi > 0 ? "; Landlock stands in for it" : "")});
    described.push_back(
        {"pid namespace", layers.pid_namespace,
         "refused" + because + "; leftovers are hunted down by ptrace and the subreaper instead"});
    described.push_back(
        {"Landlock", layers.landlock_abi > 0,
         std::string("not in this kernel; ") +
             (layers.protects_files()
                  ? "the file system of its own stands in for it"
                  : "only file permissions keep a submission from reading and writing files")});
    described.push_back(
        {"system-call filter", layers.seccomp, "seccomp is not available; dangerous calls are not denied"});
    described.push_back(
        {"cgroup", !layers.cgroup_directories.empty(),
         "no writable cgroup; resource limits count per process or user, and the supervisor adds up memory"});
    if (layers.root) {
        // RLIMIT_NPROC does not bind root: fork(2).
        const std::string unlimited =
            layers.cgroup_directories.empty() ? ", and nothing limits the number of their processes" : "";
        described.push_back({"throw-away user", layers.throwaway_uid != 0 || layers.user_namespace,
                             "user ids can't be changed here; submissions run as this user" + unlimited});
    }
    described.push_back(
        {"system-call tracing", layers.can_trace(),
         "ptrace is refused; checks of system-call patterns and injected faults are inconclusive"});
    described.push_back({"thread observation", layers.proc_syscall,
                         "/proc/PID/syscall can't be read; what sleeping threads wait for is unknown"});
    for (Layer& layer : described) {
        if (layer.held) layer.detail.clear();
    }
    return described;
}

}  // namespace grader
