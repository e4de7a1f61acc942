// All timers of a runtime, the earliest first: a heap with four children to a node, which is flatter than one
// with two and so costs fewer cache misses. An entry knows its place in the heap, so it can be taken out in
// the middle.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "rt/clock.hpp"
#include "rt/detail/optional_mutex.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

class Timers;

/// One deadline somebody waits for; lives in the waiting coroutine's frame.
class TimerEntry {
 public:
    TimerEntry() = default;
    ~TimerEntry();
    /// Only what was not added is moved.
    TimerEntry(TimerEntry&&) noexcept {}
    TimerEntry& operator=(const TimerEntry&) = delete;
    [[nodiscard]] bool was_added() const { return timers_ != nullptr; }

 private:
    friend class Timers;
    static constexpr std::size_t nowhere = ~std::size_t{0};
    Timers* timers_ = nullptr;
    TaskCore* task_ = nullptr;
    std::size_t index_ = nowhere;
};

class Timers {
 public:
    explicit Timers(bool shared) : mutex_(shared) {}

    /// Has `task` woken at `deadline`. True if that is earlier than what the poller sleeps for: it must be
    /// interrupted.
    bool add(TimerEntry& entry, TaskCore& task, Instant deadline);
    /// Takes the entry out, if it is still in.
    void remove(TimerEntry& entry);

    /// Wakes everybody whose deadline is not after `now`; how many.
    std::size_t fire(Instant now);
    /// How long it is to the earliest deadline, for which the caller (the poller) is going to sleep;
    /// Duration::max() if there is none.
    Duration time_to_earliest(Instant now);

 private:
    struct Node {
        Instant deadline;
        TimerEntry* entry;
    };
    void take_out(std::size_t index);
    void settle(std::size_t index, Node node);
    void put(std::size_t index, Node node) {
        heap_[index] = node;
        node.entry->index_ = index;
    }

    OptionalMutex mutex_;  // guards all that follows, and the entries
    std::vector<Node> heap_;
    Instant poller_sleeps_until_ = Instant::min();
};

}  // namespace rt::detail
