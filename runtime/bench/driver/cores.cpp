#include "cores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "unique_fd.hpp"

namespace bench {
namespace {

/// The first hardware thread of the physical core that this one belongs to; itself if the kernel does not
/// say.
int first_thread_of_core(int cpu) {
    std::ifstream file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
    int first = cpu;
    file >> first;
    return first;
}

std::vector<int> usable_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    check(sched_getaffinity(0, sizeof set, &set), "sched_getaffinity");
    std::vector<int> cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    std::stable_partition(cpus.begin(), cpus.end(), [](int cpu) { return first_thread_of_core(cpu) == cpu; });
    return cpus;
}

}  // namespace

Cores choose_cores(unsigned workers) {
    const std::vector<int> cpus = usable_cpus();
    const auto count = std::min<std::size_t>(std::max(workers, 2U), cpus.size());
    return {.server = {cpus.front()},
            .client = {cpus.size() > 1 ? cpus[1] : cpus[0]},
            .shared = {cpus.begin(), cpus.begin() + static_cast<std::ptrdiff_t>(count)}};
}

void run_on(const std::vector<int>& cores) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int core : cores) CPU_SET(core, &set);
    check(sched_setaffinity(0, sizeof set, &set), "sched_setaffinity");
}

}  // namespace bench
