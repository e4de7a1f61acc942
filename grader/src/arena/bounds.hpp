// What this machine allows at most: limits of processes and users, control groups, the kernel's own bounds.
// A check that meets one with a right server must not blame the server (checks/needs.hpp), and `doctor` lists
// them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "arena/layers.hpp"

namespace grader {

enum class Resource {
    descriptors,    ///< of one process
    threads,        ///< that can still be made
    memory,         ///< bytes that are free for a grading
    address_space,  ///< bytes of one process
    stack,          ///< bytes of one thread
    file_size,      ///< bytes
    disk,           ///< bytes that are free for the scratch directory
    cpu_time,       ///< seconds of one process
    processor,      ///< thousandths of one
    ports,          ///< that the kernel chooses from for clients
    buffers,        ///< bytes of a socket
};

/// One that has no bound is not listed.
struct Bound {
    Resource resource = Resource::descriptors;
    std::uint64_t most = 0;
    std::string where;    ///< who says so: "ulimit -Hn", "/sys/fs/cgroup/pids.max"
    std::string way_out;  ///< how it becomes more
};

/// How much of something is wanted.
struct Need {
    Resource resource = Resource::descriptors;
    std::uint64_t amount = 0;
};

/// The narrowest of each, for programs that are launched with these layers and write to `scratch`. Reads
/// files under /proc and /sys; takes some milliseconds.
std::vector<Bound> read_bounds(const SandboxLayers& layers, const std::filesystem::path& scratch);

/// The most that there is of it; the largest number if it has no bound.
std::uint64_t most_of(Resource resource, const std::vector<Bound>& bounds);

/// "64 descriptors a process (ulimit -Hn)"
std::string describe(const Bound& bound);

/// "descriptors", "memory"
std::string name_of(Resource resource);

struct Shortage {
    Resource resource = Resource::descriptors;
    /// "it allows 64 descriptors a process (ulimit -Hn), and up to 256 may be needed: an administrator …"
    std::string sentence;
};

/// What the machine has less of than is needed, each once.
std::vector<Shortage> shortages(const std::vector<Need>& needs, const std::vector<Bound>& bounds);

/// All sentences in one.
std::string joined(const std::vector<Shortage>& shortages);

/// Bytes that can be had: MemAvailable of proc_meminfo(5), or what control groups leave, if that is less.
std::uint64_t available_memory();

}  // namespace grader
