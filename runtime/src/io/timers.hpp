// All timers of a runtime, the earliest first: a heap with four children to a node, which is flatter than one
// with two and so costs fewer cache misses. A sleep knows its place in the heap, so it can be taken out in
// the middle.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "rt/clock.hpp"
#include "rt/detail/sync.hpp"
#include "rt/detail/task_core.hpp"
#include "rt/time.hpp"

namespace rt::detail {

class Timers {
 public:
    explicit Timers(bool shared) : mutex_(shared) {}

    /// Has `task` woken at the sleep's deadline. True if that is earlier than what the poller sleeps for: it
    /// must be interrupted.
    bool add(SleepAwaiter& sleep, TaskCore& task);
    /// Takes it out, if it is still in.
    void remove(SleepAwaiter& sleep);

    /// Wakes everybody whose deadline is not after `now`; how many.
    std::size_t fire(Instant now);
    /// How long it is to the earliest deadline, for which the caller (the poller) is going to sleep;
    /// Duration::max() if there is none.
    Duration time_to_earliest(Instant now);

 private:
    struct Node {
        Instant deadline;
        SleepAwaiter* sleep;
    };
    void take_out(std::size_t index);
    void settle(std::size_t index, Node node);
    void put(std::size_t index, Node node) {
        heap_[index] = node;
        node.sleep->index_ = index;
    }

    OptionalMutex mutex_;  // guards all that follows, and what sleeps keep of it
    std::vector<Node> heap_;
    Instant poller_sleeps_until_ = Instant::min();
};

}  // namespace rt::detail
