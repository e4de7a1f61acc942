#include "compile/compiler_slots.hpp"

#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "arena/bounds.hpp"

namespace grader {

namespace {

/// What g++ 12 takes for a file with all of the runtime's headers: 250 MB, and 360 MB with AddressSanitizer.
constexpr std::uint64_t bytes_per_compiler = 512ULL << 20U;

unsigned own_processors() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    return ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? static_cast<unsigned>(CPU_COUNT(&allowed))
                                                                 : 1;
}

}  // namespace

unsigned fitting_compilers(unsigned processors, std::uint64_t memory_bytes) {
    const std::uint64_t fitting = std::min<std::uint64_t>(processors, memory_bytes / bytes_per_compiler);
    return std::max(1U, static_cast<unsigned>(fitting));
}

CompilerSlots& CompilerSlots::of_this_machine() {
    static CompilerSlots slots(fitting_compilers(own_processors(), available_memory()));
    return slots;
}

CompilerSlots::Slot CompilerSlots::take(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!given_back_.wait_until(lock, deadline, [this] { return free_ > 0; })) return nullptr;
    --free_;
    return Slot(this);
}

void CompilerSlots::give_back() {
    {
        const std::lock_guard lock(mutex_);
        ++free_;
    }
    given_back_.notify_one();
}

}  // namespace grader
