// A descriptor that the reactor watches: registered once with epoll, edge-triggered, for both directions. The
// kernel tells only of changes, so the readiness it told of is kept here, until a call shows that it is used
// up. See epoll(7).
#pragma once

#include <cstdint>

#include "rt/detail/sync.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

enum class Direction : unsigned char { read = 0, write = 1 };

class Source {
 public:
    Source(int descriptor, RuntimeCore& runtime) : descriptor_(descriptor), runtime_(runtime) {}

    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] RuntimeCore& runtime() const { return runtime_; }

    /// Has `task` woken when the direction may be ready. False if another task waits for that already.
    bool arrange(Direction direction, TaskCore& task);
    /// Nobody waits for the direction any more.
    void settle(Direction direction) {
        waiting_[static_cast<unsigned>(direction)].store(nullptr, std::memory_order_release);
    }

    /// The readiness, with the tick of the event that brought it.
    [[nodiscard]] std::uint64_t readiness() const { return readiness_.load(std::memory_order_seq_cst); }
    [[nodiscard]] static bool is_ready(std::uint64_t readiness, Direction direction) {
        return (readiness & (bit(direction) | closed_bit(direction))) != 0;
    }
    /// A call has shown that nothing is left. Takes the readiness back, but not what an event has brought
    /// since it was looked at: false then. What has been closed stays ready for ever.
    bool use_up(Direction direction, std::uint64_t seen);

    /// By the poller: an event has come. Wakes who waits for it.
    void note(std::uint32_t events);

 private:
    static constexpr std::uint64_t bit(Direction direction) { return 1U << static_cast<unsigned>(direction); }
    static constexpr std::uint64_t closed_bit(Direction direction) {
        return 4U << static_cast<unsigned>(direction);
    }
    static constexpr std::uint64_t one_tick = 16;

    // Two bits of readiness, two that the direction is closed, and above them a count of events. A new
    // descriptor counts as ready: the first call finds out.
    sync::atomic<std::uint64_t> readiness_{bit(Direction::read) | bit(Direction::write)};
    sync::atomic<TaskCore*> waiting_[2]{};
    int descriptor_;
    RuntimeCore& runtime_;
};

}  // namespace rt::detail
