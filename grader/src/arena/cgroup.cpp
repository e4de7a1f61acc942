#include "arena/cgroup.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "arena/janitor.hpp"
#include "base/files.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct Hierarchy {
    fs::path own_group;
    bool unified = false;
    std::string controllers;  // version 1: what this hierarchy controls
};

/// Where this process stands in each hierarchy: /proc/self/cgroup joined with the mount table.
std::vector<Hierarchy> own_groups() {
    std::vector<Hierarchy> found;
    std::istringstream memberships(read_file("/proc/self/cgroup").value_or(""));
    const std::string mounts = read_file("/proc/self/mounts").value_or("");
    for (std::string line; std::getline(memberships, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        std::istringstream table(mounts);
        for (std::string entry; std::getline(table, entry);) {
            std::istringstream fields(entry);
            std::string device;
            std::string directory;
            std::string type;
            std::string options;
            fields >> device >> directory >> type >> options;
            const bool unified = controllers.empty() && type == "cgroup2";
            const bool matches = !controllers.empty() && type == "cgroup" &&
                                 ("," + options + ",").find("," + controllers + ",") != std::string::npos;
            if (unified || matches) found.push_back({fs::path(directory + path), unified, controllers});
        }
    }
    return found;
}

}  // namespace

std::vector<std::string> create_cgroups(const std::string& name, unsigned max_processes,
                                        unsigned long long max_bytes, Janitor& janitor) {
    std::vector<std::string> made;
    const std::string processes = std::to_string(max_processes);
    const std::string bytes = std::to_string(max_bytes);
    for (const Hierarchy& hierarchy : own_groups()) {
        const bool wanted =
            hierarchy.unified || hierarchy.controllers == "pids" || hierarchy.controllers == "memory";
        const fs::path group = hierarchy.own_group / name;
        std::error_code failure;
        if (!wanted) continue;
        janitor.will_make_cgroup(group);
        if (!fs::create_directory(group, failure)) {
            janitor.did_not_make(group);
            continue;
        }
        if (hierarchy.unified) write_control(hierarchy.own_group / "cgroup.subtree_control", "+pids +memory");
        const bool bounds_processes = write_control(group / "pids.max", processes);
        const bool bounds_memory =
            write_control(group / (hierarchy.unified ? "memory.max" : "memory.limit_in_bytes"), bytes);
        const bool can_kill = hierarchy.unified && fs::exists(group / "cgroup.kill");
        if (bounds_processes || bounds_memory || can_kill)
            made.push_back(group);
        else
            fs::remove(group, failure);
    }
    return made;
}

bool bound_memory(const std::vector<std::string>& directories) {
    return std::any_of(directories.begin(), directories.end(), [](const fs::path& group) {
        // Version 1 has a very large number for no bound, version 2 a word.
        constexpr std::uint64_t unbounded = std::uint64_t{1} << 60U;
        for (const char* control : {"memory.max", "memory.limit_in_bytes"}) {
            std::istringstream text(read_file(group / control).value_or(""));
            if (std::uint64_t bound = 0; text >> bound && bound < unbounded) return true;
        }
        return false;
    });
}

std::uint64_t killed_for_memory(const std::vector<std::string>& directories) {
    std::uint64_t killed = 0;
    for (const fs::path group : directories) {
        for (const char* file : {"memory.events", "memory.oom_control"}) {
            std::istringstream text(read_file(group / file).value_or(""));
            std::uint64_t count = 0;
            for (std::string name; text >> name >> count;) {
                if (name == "oom_kill") killed += count;
            }
        }
    }
    return killed;
}

std::vector<OwnGroup> own_groups_upwards() {
    std::vector<OwnGroup> all;
    for (const Hierarchy& hierarchy : own_groups()) {
        fs::path group = hierarchy.own_group.lexically_normal();
        if (!group.has_filename()) group = group.parent_path();  // "/sys/fs/cgroup/", of the root
        for (; group.has_relative_path(); group = group.parent_path())
            all.push_back({group, hierarchy.unified});
    }
    return all;
}

std::uint64_t memory_left_in(const OwnGroup& group) {
    constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
    // "max", version 2's word for no bound, is no number; version 1 has a very large one.
    const auto number = [&](const char* file, std::uint64_t otherwise) {
        std::istringstream text(read_file(group.directory / file).value_or(""));
        std::uint64_t found = 0;
        return text >> found ? found : otherwise;
    };
    const std::uint64_t bound = number(group.unified ? "memory.max" : "memory.limit_in_bytes", unbounded);
    if (bound >= unbounded >> 2U) return unbounded;
    std::uint64_t used = number(group.unified ? "memory.current" : "memory.usage_in_bytes", 0);
    std::istringstream statistics(read_file(group.directory / "memory.stat").value_or(""));
    const std::string of_caches = group.unified ? "inactive_file" : "total_inactive_file";
    std::uint64_t bytes = 0;
    for (std::string name; statistics >> name >> bytes;) {
        if (name == of_caches) used -= std::min(used, bytes);
    }
    return bound - std::min(bound, used);
}

void join_cgroups(const std::vector<std::string>& directories) {
    for (const std::string& directory : directories) write_control(directory + "/cgroup.procs", "0");
}

void destroy_cgroups(const std::vector<std::string>& directories) {
    // A bomb's thousands take the kernel a while.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (const std::string& directory : directories) {
        std::error_code failure;
        // A fork bomb makes new members while old ones are killed: repeat until the group is empty.
        while (std::chrono::steady_clock::now() < until) {
            write_control(directory + "/cgroup.kill", "1");
            std::istringstream members(read_file(directory + "/cgroup.procs").value_or(""));
            for (pid_t pid = 0; members >> pid;) {
                if (pid > 1 && pid != ::getpid()) ::kill(pid, SIGKILL);
            }
            if (fs::remove(directory, failure) || !fs::exists(directory)) break;
            ::usleep(5'000);
        }
    }
}

}  // namespace grader
