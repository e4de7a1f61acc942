#include "class/jobs.hpp"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <thread>

#include "arena/bounds.hpp"
#include "arena/layers.hpp"

namespace grader {

namespace {

constexpr std::uint64_t memory_of_grading = std::uint64_t{1} << 30U;
/// More wait for each other's disk and loopback, and nobody has measured them.
constexpr std::uint64_t most_gradings = 64;

/// Those that this process may run on.
std::uint64_t processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::uint64_t>(CPU_COUNT(&set));
    return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

int fitting_gradings(std::uint64_t thousandths_of_processors, std::uint64_t memory_bytes) {
    const std::uint64_t by_processors = thousandths_of_processors * 2 / 1000;
    const std::uint64_t by_memory = memory_bytes / memory_of_grading;
    return static_cast<int>(std::clamp(std::min(by_processors, by_memory), std::uint64_t{1}, most_gradings));
}

int fitting_gradings_here(const std::filesystem::path& scratch) {
    const std::uint64_t quota = most_of(Resource::processor, read_bounds(SandboxLayers(), scratch));
    return fitting_gradings(std::min(processors() * 1000, quota), available_memory());
}

}  // namespace grader
