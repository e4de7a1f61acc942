// The runtime's clock: CLOCK_MONOTONIC, or (for tests) a virtual one that stands still while there is work
// and jumps to the next deadline when there is none. An hour of sleeping then takes no time, and always goes
// the same way.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace rt {

using Duration = std::chrono::nanoseconds;
/// A point on the runtime's clock.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

enum class ClockKind { monotonic, virtual_time };

namespace detail {

class Clock {
 public:
    explicit Clock(ClockKind kind) : kind_(kind) {}
    [[nodiscard]] bool is_virtual() const { return kind_ == ClockKind::virtual_time; }
    [[nodiscard]] Instant now() const {
        return is_virtual() ? Instant(Duration(virtual_ns_.load(std::memory_order_relaxed)))
                            : std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
    }
    void jump_to(Instant time) {
        virtual_ns_.store(time.time_since_epoch().count(), std::memory_order_relaxed);
    }

 private:
    ClockKind kind_;
    std::atomic<std::int64_t> virtual_ns_{0};
};

}  // namespace detail
}  // namespace rt
