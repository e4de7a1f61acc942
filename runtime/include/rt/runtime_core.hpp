// What all workers of a runtime share. Internal; students start reading at worker.cpp.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "rt/blocking_pool.hpp"
#include "rt/lounge.hpp"
#include "rt/reactor.hpp"
#include "rt/run_queue.hpp"
#include "rt/runtime.hpp"
#include "rt/signal_source.hpp"
#include "rt/timers.hpp"

namespace rt::detail {

class Observer;
class Worker;

class RuntimeCore {
 public:
    explicit RuntimeCore(const Options& options);
    ~RuntimeCore();

    /// Puts a task that has been woken into a queue: the calling worker's, or the common one.
    void schedule(TaskCore& task);
    void start(TaskCore& task, const char* name, Place place);
    /// By the worker that has seen the task's end.
    void note_end(TaskCore& task);
    [[nodiscard]] bool all_have_ended();

    /// Frees memory that the poller may still be looking at, when it surely does not any more.
    void bury(TaskCore& task);
    void bury(Source& source);
    /// By the poller, before it looks at events again.
    void free_the_dead();

    void run_until_done(TaskCore& task);
    [[nodiscard]] bool stopping() const { return stopping_.load(std::memory_order_acquire); }
    [[nodiscard]] TaskCore* main_task() const { return main_task_.load(std::memory_order_acquire); }
    /// How long the poller may sleep, given what else there is to do.
    [[nodiscard]] Duration time_to_next_deadline();
    /// Ends every sleep: of the poller, and of those beside it.
    void wake_everybody();

    [[nodiscard]] TaskCore* take_common() { return common_.size() > 0 ? common_.pop() : nullptr; }
    [[nodiscard]] bool has_common() const { return common_.size() > 0; }
    [[nodiscard]] const Options& options() const { return options_; }
    [[nodiscard]] bool has_peers() const { return options_.workers > 1; }
    [[nodiscard]] std::vector<std::unique_ptr<Worker>>& workers() { return workers_; }
    [[nodiscard]] Counters counters() const;

    Clock clock;
    Reactor reactor;
    Timers timers;
    Lounge lounge;
    BlockingPool blocking;
    std::unique_ptr<Observer> observer;  // nullptr: nobody looks

 private:
    void cancel_all();

    const Options options_;
    RunQueue common_;  // tasks woken by threads that are no workers
    std::atomic<TaskCore*> main_task_{nullptr};
    std::atomic<bool> stopping_{false};

    OptionalMutex alive_mutex_;  // guards the list of all tasks that have not ended
    TaskCore* alive_ = nullptr;
    bool cancelling_ = false;

    std::mutex dead_mutex_;  // guards the lists of what the poller is to free
    std::vector<std::unique_ptr<TaskCore>> dead_tasks_;
    std::vector<std::unique_ptr<Source>> dead_sources_;
    std::atomic<bool> somebody_died_{false};

    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;

 public:
    SignalSource signals;  // closes its descriptors first: it buries their sources above
};

}  // namespace rt::detail
