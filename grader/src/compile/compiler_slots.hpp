// How many compilers run at the same time: of a submission's files, and of the ways in which it is built. As
// many as there are processors, unless they would not fit into the memory; a small container gets one after
// the other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace grader {

/// How many compilers the machine takes: one for each processor, if there is memory for it, and at least one.
unsigned fitting_compilers(unsigned processors, std::uint64_t memory_bytes);

/// Thread-safe.
class CompilerSlots {
 public:
    /// For all builds of this process: what fits into the machine as it is at the first call.
    static CompilerSlots& of_this_machine();

    explicit CompilerSlots(unsigned count) : count_(count), free_(count) {}
    [[nodiscard]] unsigned count() const { return count_; }

    struct GiveBack {
        void operator()(CompilerSlots* slots) const { slots->give_back(); }
    };
    /// Free again when it goes out of scope.
    using Slot = std::unique_ptr<CompilerSlots, GiveBack>;
    /// Waits for a free slot; an empty one if there is none until then.
    Slot take(std::chrono::steady_clock::time_point deadline);

 private:
    void give_back();

    const unsigned count_;
    std::mutex mutex_;
    std::condition_variable given_back_;
    unsigned free_;  // guarded by the mutex
};

}  // namespace grader
