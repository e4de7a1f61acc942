// Where no cgroup bounds memory, the warden does: it adds up what the program's processes have in use, a few
// times a second.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace grader {

/// Bytes of these processes that are in no file: heap, stacks, variables, memory that they share, and what of
/// it has been swapped out. Pages that several have count once, as far as the kernel can tell cheaply.
std::uint64_t memory_of(const std::vector<pid_t>& processes, std::uint64_t bound);

/// All that this process can see but itself: in a pid namespace of its own.
std::vector<pid_t> all_other_processes();

}  // namespace grader
