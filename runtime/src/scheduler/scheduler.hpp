// A runtime's workers, and what they share. Start reading at worker.cpp.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <source_location>
#include <vector>

#include "io/blocking_pool.hpp"
#include "io/reactor.hpp"
#include "io/timers.hpp"
#include "rt/detail/link.hpp"
#include "rt/detail/sync.hpp"
#include "rt/runtime.hpp"
#include "rt/signal.hpp"
#include "scheduler/idle.hpp"
#include "scheduler/run_queue.hpp"

namespace rt::detail {

class Observer;
class Worker;

/// What all workers share. As a Link it is in the list of those that live, for debuggers.
class RuntimeCore : public Link {
 public:
    explicit RuntimeCore(const Options& chosen, Rounds rounds_of_the_idle = {});
    ~RuntimeCore();

    /// Puts a task that has been woken into a queue: the calling worker's, or the common one.
    void schedule(TaskCore& task);
    void start(TaskCore& task, const char* name, std::source_location place);
    /// By the worker that has seen the task's end.
    void note_end(TaskCore& task);
    [[nodiscard]] bool all_have_ended();

    [[nodiscard]] bool stopping() const { return stopping_.load(std::memory_order_acquire); }
    /// Ends every sleep: of the poller, and of those who are parked.
    void wake_everybody();
    [[nodiscard]] bool has_peers() const { return options.workers > 1; }

    const Options options;
    const Rounds rounds;
    Clock clock;
    std::unique_ptr<Observer> observer;  // nullptr: nobody looks
    Reactor reactor;  // what it frees last may be connections, of which the observer is told
    Timers timers;
    Idle idle;
    BlockingPool blocking;
    RunQueue common;              // tasks woken by threads that are no workers
    std::vector<Socket> signals;  // one for each of Options::signals
    std::vector<std::unique_ptr<Worker>> workers;
    sync::atomic<TaskCore*> main_task{nullptr};  // block_on()'s

 private:
    friend struct LayoutReader;
    [[nodiscard]] Worker* calling_worker();
    void enqueue(TaskCore& task, Worker* worker);
    void cancel_all();

    sync::atomic<bool> stopping_{false};
    OptionalMutex alive_mutex_;  // guards the list of all tasks that have not ended
    Link alive_;
    bool cancelling_ = false;
    std::vector<sync::thread> threads_;
};

// Each worker has counters of its own, written by it alone, read by anybody. So this is no fetch_add: it is
// as cheap as a plain addition.
inline void count(std::uint64_t& counter, std::uint64_t more = 1) {
    const std::atomic_ref<std::uint64_t> shared(counter);
    shared.store(shared.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

/// A worker: a thread that takes tasks out of its queue and gives each of them a turn; with nothing to run it
/// steals, or polls, or parks.
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
