// A worker: a thread that takes tasks out of its queue and gives each of them a turn; with nothing to run it
// steals, or polls, or parks.
#pragma once

#include <random>

#include "rt/counters.hpp"
#include "scheduler/run_queue.hpp"
#include "scheduler/runtime_core.hpp"

namespace rt::detail {

class Worker {
 public:
    Worker(RuntimeCore& runtime, unsigned index)
        : runtime_(runtime),
          index_(index),
          queue_(runtime.has_peers()),
          shuffle_(runtime.options.shuffle_seed) {}

    /// Runs tasks until `until` has ended; nullptr: until the runtime stops, or (worker 0) nothing is left.
    void run(const TaskCore* until);

    /// By this worker's thread.
    void push(TaskCore& task) {
        queue_.push(task);
        // Its turn may be long, and then others must take the task.
        keep_watch();
    }
    [[nodiscard]] RuntimeCore& runtime() const { return runtime_; }
    [[nodiscard]] unsigned index() const { return index_; }

    Counters counters;

 private:
    TaskCore* next_task();
    TaskCore* steal();
    void turn(TaskCore& task);
    void poll(bool may_sleep);
    std::size_t take_events(Duration timeout);
    [[nodiscard]] Duration time_to_wait();
    [[nodiscard]] bool may_sleep_long();
    void keep_watch() {
        if (runtime_.has_peers()) keep_watch_for_peers();
    }
    // Out of line: in a runtime with one worker a turn pays for the question alone.
    [[gnu::noinline]] void keep_watch_for_peers();
    void share();
    void offer_core();
    void note_batch(Instant end);
    [[nodiscard]] bool turns_are_long() const { return long_batches_ > 4; }

    RuntimeCore& runtime_;
    const unsigned index_;
    RunQueue queue_;
    int work_since_poll_ = 0;            // turns, and waits that succeeded at once
    int calm_rounds_ = 0;                // as the poller: since it last found something
    Instant share_at_ = Instant::max();  // when the tasks found by the last poll are worth waking a peer for
    // How long turns are here, as far as the last batches (the turns between two polls) tell.
    Instant batch_begin_{};
    unsigned batch_turns_ = 0;
    unsigned long_batches_ = 0;  // 0 to 8: one more for a batch of long turns, one less for another
    unsigned offers_to_skip_ = 0;
    std::mt19937_64 shuffle_;
};

}  // namespace rt::detail
