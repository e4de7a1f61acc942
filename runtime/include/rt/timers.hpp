// All timers of a runtime, the earliest first: a heap with four children to a node, which is flatter than one
// with two and so costs fewer cache misses. An entry knows its place in the heap, so it can be taken out in
// the middle.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "rt/clock.hpp"
#include "rt/task_core.hpp"

namespace rt::detail {

/// One deadline somebody waits for; lives in the waiting coroutine's frame. Taken out before it is destroyed.
class TimerEntry {
 public:
    TimerEntry() = default;
    TimerEntry(const TimerEntry&) = delete;
    TimerEntry& operator=(const TimerEntry&) = delete;

 private:
    friend class Timers;
    static constexpr std::size_t nowhere = ~std::size_t{0};
    TaskCore* task_ = nullptr;
    std::size_t index_ = nowhere;
};

class Timers {
 public:
    explicit Timers(bool shared) : shared_(shared) {}

    /// Has `task` woken at `deadline`. True if that is earlier than what the poller sleeps for: it must be
    /// interrupted.
    bool add(TimerEntry& entry, TaskCore& task, Instant deadline);
    /// Takes the entry out, if it is still in.
    void remove(TimerEntry& entry);
    [[nodiscard]] bool holds(const TimerEntry& entry);

    /// Wakes everybody whose deadline is not after `now`; how many.
    std::size_t fire(Instant now);
    /// The earliest deadline, which the caller (the poller) is going to sleep for; Instant::max() if none.
    Instant earliest();

 private:
    struct Node {
        Instant deadline;
        TimerEntry* entry;
    };
    [[nodiscard]] std::unique_lock<std::mutex> lock() {
        return shared_ ? std::unique_lock(mutex_) : std::unique_lock<std::mutex>();
    }
    void take_out(std::size_t index);
    void sift_up(std::size_t index, Node node);
    void sift_down(std::size_t index, Node node);
    void put(std::size_t index, Node node) {
        heap_[index] = node;
        node.entry->index_ = index;
    }

    const bool shared_;  // with one worker there is nobody to lock out
    std::mutex mutex_;   // guards all that follows, and the entries
    std::vector<Node> heap_;
    Instant poller_sleeps_until_ = Instant::min();
};

}  // namespace rt::detail
