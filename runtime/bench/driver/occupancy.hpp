// How busy cores and this process were.
#pragma once

#include <chrono>
#include <vector>

namespace bench {

/// Time that these cores spent on anything but idling since the machine started, with what a hypervisor took
/// from them; in steps of a clock tick, as /proc/stat has it.
std::chrono::nanoseconds busy_time(const std::vector<int>& cores);

/// CPU time of this process so far.
std::chrono::nanoseconds own_cpu_time();

}  // namespace bench
