// A descriptor's readiness, and what all waits for it share: try the call first; only if it would block,
// wait.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "rt/detail/sync.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

enum class Direction : unsigned char { read = 0, write = 1 };

/// A descriptor that the reactor watches: registered once with epoll, edge-triggered, for both directions.
/// The kernel tells only of changes, so the readiness it told of is kept here, until a call shows that it is
/// used up. See epoll(7).
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
    friend struct LayoutReader;
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

/// Owns a descriptor and its registration.
class Socket {
 public:
    /// Takes a non-blocking descriptor and registers it with a runtime, the calling task's. Throws
    /// std::system_error, the descriptor closed.
    explicit Socket(int descriptor, RuntimeCore& runtime = current_runtime());

    /// Throws std::logic_error if this was moved from.
    [[nodiscard]] Source& source() const;
    [[nodiscard]] int descriptor() const { return source().descriptor(); }

 private:
    struct Close {
        void operator()(Source* source) const;
    };
    std::unique_ptr<Source, Close> source_;
};

class IoAwaiter : public Leaf {
 public:
    bool poll() final;
    [[nodiscard]] const char* what() const override {
        return direction_ == Direction::read ? "something to read" : "room to write";
    }

 protected:
    friend struct LayoutReader;
    enum class Attempt {
        done,        // and perhaps there is more
        done_short,  // and the call has shown that nothing is left
        would_block,
        interrupted
    };
    IoAwaiter(Source& source, Direction direction, bool whole = false)
        : direction_(direction), whole_(whole), source_(source) {}

    virtual Attempt attempt() = 0;

    /// What a call that has failed makes of the attempt, by its errno.
    Attempt failed();

    // In the order that wastes no room: an idle connection's frame is mostly awaiters.
    const Direction direction_;
    const bool whole_;  // not done before all bytes are transferred
    bool arranged_ = false;
    Source& source_;
};

}  // namespace rt::detail
