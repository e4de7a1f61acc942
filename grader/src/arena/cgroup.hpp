// A control group for everything one run launches: it bounds processes and memory as a whole, and names every
// process for the final kill. Works with cgroup v2 and v1 where a sub-group can be made. See cgroups(7).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace grader {

class Janitor;

/// Makes a sub-group of this process's own group in each hierarchy that can bound processes or memory, and
/// tells the janitor of each before. Returns their directories; none where that is not allowed (an ordinary
/// user, a container).
std::vector<std::string> create_cgroups(const std::string& name, unsigned max_processes,
                                        unsigned long long max_bytes, Janitor& janitor);

/// Whether one of the groups that were made bounds memory.
bool bound_memory(const std::vector<std::string>& directories);

/// How many processes in the groups the kernel has ended so far because their memory was at its bound.
std::uint64_t killed_for_memory(const std::vector<std::string>& directories);

/// One of the groups that this process is in, or a group that one of them is in.
struct OwnGroup {
    std::filesystem::path directory;
    bool unified = false;  ///< version 2
};

/// The innermost first, in each hierarchy.
std::vector<OwnGroup> own_groups_upwards();

/// Bytes that may still be taken there, with what the kernel would give back of its caches; the largest
/// number there is, if it has no bound.
std::uint64_t memory_left_in(const OwnGroup& group);

/// Moves the calling process into the groups; failures are ignored, the layer is then merely weaker.
void join_cgroups(const std::vector<std::string>& directories);

/// Kills every process in the groups and removes them. For the janitor; async-signal-unsafe.
void destroy_cgroups(const std::vector<std::string>& directories);

}  // namespace grader
