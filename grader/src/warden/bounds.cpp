#include "warden/bounds.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "warden/memory_watch.hpp"

namespace grader {

void Bounds::look_now_and_then() {
    if (std::chrono::steady_clock::now() - looked_ >= look_every) look();
}

// A bomb's children wait here for their answers, and don't keep the processors from us meanwhile.
void Bounds::answer() {
    if (!permits_.somebody_asks()) return;
    if (seen_ + made_since_look_ >= limits_.number_of_processes) look();
    if (!exceeded_.empty()) return;
    ++made_since_look_;
    permits_.grant();
}

void Bounds::look() {
    looked_ = std::chrono::steady_clock::now();
    const std::vector<pid_t> all = processes_();
    seen_ = all.size();
    made_since_look_ = 0;
    if (all.size() > limits_.number_of_processes) {
        // A cgroup bounds them, too, but a bomb at its bound still keeps all processors at work.
        exceeded_ = "the grader ended it: it had made " + std::to_string(all.size()) +
                    " processes, and may have " + std::to_string(limits_.number_of_processes);
        return;
    }
    const std::uint64_t bound = limits_.sum_of_memory;
    if (bound == 0) return;
    const std::uint64_t used = memory_of(all, bound);
    if (used <= bound) return;
    exceeded_ = "the grader ended it: it had " + std::to_string(used >> 20U) +
                " MiB of memory in use, and may have " + std::to_string(bound >> 20U);
}

}  // namespace grader
