// How many processes a program may have, and how much memory all of them together, where no cgroup counts it:
// the warden looks, a few times a second and when processes are being made.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "arena/launch.hpp"
#include "warden/process_permits.hpp"

namespace grader {

class Bounds {
 public:
    using Processes = std::function<std::vector<pid_t>()>;
    static constexpr std::chrono::duration<int, std::milli> look_every{250};

    /// `processes`: the program's.
    Bounds(const Limits& limits, Processes processes) : limits_(limits), processes_(std::move(processes)) {}

    /// By which who makes a process asks first.
    [[nodiscard]] ProcessPermits& permits() { return permits_; }
    /// When somebody may have asked.
    void answer();
    /// To be called more often than it is time for.
    void look_now_and_then();
    /// Why the program must be ended; empty as long as it keeps within bounds.
    [[nodiscard]] const std::string& exceeded() const { return exceeded_; }

 private:
    void look();

    Limits limits_;
    Processes processes_;
    ProcessPermits permits_;
    std::chrono::steady_clock::time_point looked_{};
    std::size_t seen_ = 0;             // processes, at the last look
    std::size_t made_since_look_ = 0;  // at most: some may have failed, or ended
    std::string exceeded_;
};

}  // namespace grader
