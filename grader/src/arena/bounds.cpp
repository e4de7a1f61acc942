#include "arena/bounds.hpp"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "arena/cgroup.hpp"
#include "base/files.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();

/// The number that follows a word in a text, or the first one if the word is empty. Nothing else is a number:
/// "max" is no bound.
std::uint64_t number_after(const std::string& word, const std::string& text, std::uint64_t otherwise) {
    std::istringstream words(text);
    for (std::string at; !word.empty() && words >> at && at != word;) {
    }
    std::uint64_t number = 0;
    return words >> number ? number : otherwise;
}

std::uint64_t number_in(const fs::path& file, std::uint64_t otherwise = unbounded) {
    return number_after("", read_file(file).value_or(""), otherwise);
}

std::uint64_t less(std::uint64_t all, std::uint64_t used) {
    return all == unbounded ? unbounded : all - std::min(all, used);
}

/// Keeps the narrowest of each.
class Narrowest {
 public:
    void add(Bound bound) {
        if (bound.most == unbounded) return;
        const auto [known, is_new] = bounds_.try_emplace(bound.resource, bound);
        if (!is_new && bound.most < known->second.most) known->second = std::move(bound);
    }
    [[nodiscard]] std::vector<Bound> all() const {
        std::vector<Bound> all;
        for (const auto& [resource, bound] : bounds_) all.push_back(bound);
        return all;
    }

 private:
    std::map<Resource, Bound> bounds_;
};

std::uint64_t hard_limit(__rlimit_resource resource) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return unbounded;
    return limit.rlim_max;
}

/// For what `ulimit -H` and a letter show.
void add_hard_limit(Narrowest& to, Resource resource, __rlimit_resource limit, char letter,
                    const std::string& name, std::uint64_t used = 0) {
    to.add({resource, less(hard_limit(limit), used), fmt::format("ulimit -H{}", letter),
            fmt::format("an administrator raises \"{}\" in /etc/security/limits.conf, and a container is "
                        "started with --ulimit {}=-1",
                        name, name)});
}

/// Threads of this user, of all processes that can be seen.
std::uint64_t own_threads() {
    std::uint64_t threads = 0;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", none)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::string status = read_file(entry.path() / "status").value_or("");
        if (number_after("Uid:", status, unbounded) == ::getuid())
            threads += number_after("Threads:", status, 0);
    }
    return threads;
}

/// All threads there are: the number behind the slash in "1.78 3.17 2.78 1/113 1573", proc_loadavg(5).
std::uint64_t all_threads() {
    const std::string text = read_file("/proc/loadavg").value_or("");
    const auto slash = text.find('/');
    return slash == std::string::npos ? 0 : number_after("", text.substr(slash + 1), 0);
}

void add_threads(Narrowest& to, const SandboxLayers& layers) {
    // It does not bind root, and counts a throw-away user's alone: getrlimit(2).
    if (layers.throwaway_uid != 0 || ::geteuid() != 0)
        add_hard_limit(to, Resource::threads, RLIMIT_NPROC, 'u', "nproc",
                       layers.throwaway_uid != 0 ? 0 : own_threads());
    for (const char* name : {"threads-max", "pid_max"})
        to.add({Resource::threads, less(number_in(fmt::format("/proc/sys/kernel/{}", name)), all_threads()),
                fmt::format("/proc/sys/kernel/{}, of which {} are in use", name, all_threads()),
                fmt::format("sudo sysctl kernel.{}=32768", name)});
}

void add_group(Narrowest& to, const OwnGroup& group) {
    const auto at = [&](const char* name) { return group.directory / name; };
    constexpr const char* of_container =
        "a container is started with {}, a systemd unit or user slice has {}, Slurm's jobs {}";
    to.add(
        {Resource::threads, less(number_in(at("pids.max")), number_in(at("pids.current"), 0)),
         fmt::format("{}, of which {} are in use", at("pids.max").string(), number_in(at("pids.current"), 0)),
         fmt::format(of_container, "--pids-limit 8192", "TasksMax=8192", "the node's limits")});
    to.add({Resource::memory, memory_left_in(group), "the memory bound of " + group.directory.string(),
            fmt::format(of_container, "--memory 2g", "MemoryMax=2G", "--mem=2G")});
    // "max 100000", or one of two files: cgroups(7).
    const std::string quota =
        read_file(at("cpu.max"))
            .value_or(fmt::format("{} {}", read_file(at("cpu.cfs_quota_us")).value_or("max"),
                                  number_in(at("cpu.cfs_period_us"), 0)));
    std::istringstream numbers(quota);
    std::int64_t time = 0;
    std::int64_t period = 0;
    if (numbers >> time >> period && time > 0 && period > 0)
        to.add({Resource::processor, static_cast<std::uint64_t>(time * 1000 / period),
                "the CPU quota of " + group.directory.string(),
                fmt::format(of_container, "--cpus 1", "CPUQuota=100%", "--cpus-per-task=1")});
}

std::uint64_t memory_of_machine() {
    return number_after("MemAvailable:", read_file("/proc/meminfo").value_or(""), unbounded >> 10U) << 10U;
}

std::uint64_t ports_for_clients() {
    std::istringstream range(read_file("/proc/sys/net/ipv4/ip_local_port_range").value_or(""));
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    return range >> first >> last && last >= first ? last - first + 1 : unbounded;
}

/// The last of three numbers: tcp(7).
std::uint64_t largest_buffer(const char* which) {
    std::istringstream numbers(read_file(fmt::format("/proc/sys/net/ipv4/tcp_{}", which)).value_or(""));
    std::uint64_t largest = unbounded;
    for (std::uint64_t number = 0; numbers >> number;) largest = number;
    return largest;
}

std::uint64_t free_bytes(const fs::path& directory) {
    struct statvfs about {};
    return ::statvfs(directory.c_str(), &about) == 0 ? std::uint64_t{about.f_bavail} * about.f_frsize
                                                     : unbounded;
}

std::string amount(Resource resource, std::uint64_t number) {
    switch (resource) {
        case Resource::descriptors:
            return fmt::format("{} descriptors a process", number);
        case Resource::threads:
            return fmt::format("{} threads more", number);
        case Resource::memory:
            return fmt::format("{} MiB of memory", number >> 20U);
        case Resource::address_space:
            // What sanitizers want.
            return number >> 40U != 0 ? "any number of addresses"
                                      : fmt::format("{} MiB of addresses a process", number >> 20U);
        case Resource::stack:
            return fmt::format("{} KiB of stack", number >> 10U);
        case Resource::file_size:
            return fmt::format("{} KiB a file", number >> 10U);
        case Resource::disk:
            return fmt::format("{} MiB for temporary files", number >> 20U);
        case Resource::cpu_time:
            return fmt::format("{} s of CPU time a process", number);
        case Resource::processor:
            return fmt::format("{} % of a processor", number / 10);
        case Resource::ports:
            return fmt::format("{} ports for clients", number);
        case Resource::buffers:
            return fmt::format("{} KiB of buffer a socket", number >> 10U);
    }
    return {};
}

}  // namespace

std::vector<Bound> read_bounds(const SandboxLayers& layers, const fs::path& scratch) {
    Narrowest bounds;
    add_hard_limit(bounds, Resource::descriptors, RLIMIT_NOFILE, 'n', "nofile");
    add_hard_limit(bounds, Resource::address_space, RLIMIT_AS, 'v', "as");
    add_hard_limit(bounds, Resource::address_space, RLIMIT_DATA, 'd', "data");
    add_hard_limit(bounds, Resource::stack, RLIMIT_STACK, 's', "stack");
    add_hard_limit(bounds, Resource::file_size, RLIMIT_FSIZE, 'f', "fsize");
    add_hard_limit(bounds, Resource::cpu_time, RLIMIT_CPU, 't', "cpu");
    add_threads(bounds, layers);
    bounds.add({Resource::memory, memory_of_machine(), "MemAvailable in /proc/meminfo",
                "end what else needs memory, or take a larger machine"});
    for (const OwnGroup& group : own_groups_upwards()) add_group(bounds, group);
    bounds.add({Resource::disk, free_bytes(scratch), "the file system of " + scratch.string(),
                "make room there, or name another directory in TMPDIR"});
    bounds.add({Resource::ports, ports_for_clients(), "/proc/sys/net/ipv4/ip_local_port_range",
                "sudo sysctl net.ipv4.ip_local_port_range=\"32768 60999\""});
    for (const char* which : {"rmem", "wmem"})
        bounds.add({Resource::buffers, largest_buffer(which), fmt::format("/proc/sys/net/ipv4/tcp_{}", which),
                    fmt::format("sudo sysctl net.ipv4.tcp_{}=\"4096 131072 4194304\"", which)});
    return bounds.all();
}

std::uint64_t most_of(Resource resource, const std::vector<Bound>& bounds) {
    const auto found = std::find_if(bounds.begin(), bounds.end(),
                                    [&](const Bound& bound) { return bound.resource == resource; });
    return found == bounds.end() ? unbounded : found->most;
}

std::string describe(const Bound& bound) {
    return fmt::format("{} ({})", amount(bound.resource, bound.most), bound.where);
}

std::string name_of(Resource resource) {
    switch (resource) {
        case Resource::descriptors:
            return "descriptors";
        case Resource::threads:
            return "threads";
        case Resource::memory:
            return "memory";
        case Resource::address_space:
            return "addresses";
        case Resource::stack:
            return "stack";
        case Resource::file_size:
            return "room in a file";
        case Resource::disk:
            return "room on the disk";
        case Resource::cpu_time:
            return "CPU time";
        case Resource::processor:
            return "processor";
        case Resource::ports:
            return "ports";
        case Resource::buffers:
            return "buffers";
    }
    return {};
}

std::vector<Shortage> shortages(const std::vector<Need>& needs, const std::vector<Bound>& bounds) {
    std::vector<Shortage> found;
    for (const Bound& bound : bounds) {
        std::uint64_t needed = 0;
        for (const Need& need : needs) {
            if (need.resource == bound.resource) needed = std::max(needed, need.amount);
        }
        if (bound.most < needed)
            found.push_back(
                {bound.resource, fmt::format("it allows {}, and up to {} may be needed: {}", describe(bound),
                                             amount(bound.resource, needed), bound.way_out)});
    }
    return found;
}

std::string joined(const std::vector<Shortage>& shortages) {
    std::string text;
    for (const Shortage& shortage : shortages) text += (text.empty() ? "" : "; ") + shortage.sentence;
    return text;
}

std::uint64_t available_memory() {
    std::uint64_t least = memory_of_machine();
    for (const OwnGroup& group : own_groups_upwards()) least = std::min(least, memory_left_in(group));
    return least;
}

}  // namespace grader
