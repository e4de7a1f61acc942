// What all workers of a runtime share. Internal; students start reading at worker.cpp.
#pragma once

#include <memory>
#include <source_location>
#include <vector>

#include "io/blocking_pool.hpp"
#include "io/reactor.hpp"
#include "observe/live_runtimes.hpp"
#include "rt/detail/sync.hpp"
#include "rt/detail/timers.hpp"
#include "rt/runtime.hpp"
#include "rt/signal.hpp"
#include "scheduler/idle.hpp"
#include "scheduler/run_queue.hpp"

namespace rt::detail {

class Observer;
class Worker;

class RuntimeCore {
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
    [[nodiscard]] Worker* calling_worker();
    void enqueue(TaskCore& task, Worker* worker);
    void cancel_all();

    sync::atomic<bool> stopping_{false};
    OptionalMutex alive_mutex_;  // guards the list of all tasks that have not ended
    Link alive_;
    bool cancelling_ = false;
    std::vector<sync::thread> threads_;
    const LiveRuntime live_{*this};
};

}  // namespace rt::detail
