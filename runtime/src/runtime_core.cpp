#include "rt/runtime_core.hpp"

#include <pthread.h>
#include <sys/prctl.h>

#include <stdexcept>

#include "rt/observer.hpp"
#include "rt/worker.hpp"

namespace rt::detail {

RuntimeCore::RuntimeCore(const Options& options)
    : clock(options.clock),
      timers(options.workers > 1),
      blocking(options.most_blocking_threads, options.blocking_thread_idle),
      observer(Observer::from_environment(options.workers)),
      options_(options),
      common_(true),
      alive_mutex_(options.workers > 1),
      signals(options.signals, *this) {
    if (options.workers == 0) throw std::invalid_argument("a runtime needs at least one worker");
    if (options.shuffle_seed != 0 && options.workers > 1)
        throw std::invalid_argument("shuffle_seed wants one worker: several are no repeatable schedule");
    // Timers are as exact as epoll_pwait2(2) then; the default allows 50 µs more: PR_SET_TIMERSLACK in
    // prctl(2).
    ::prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    for (unsigned index = 0; index < options.workers; ++index)
        workers_.push_back(std::make_unique<Worker>(*this, index));
    for (unsigned index = 1; index < options.workers; ++index)
        threads_.emplace_back([this, index] {
            ::pthread_setname_np(::pthread_self(), ("rt-worker-" + std::to_string(index)).c_str());
            workers_[index]->run(nullptr);
        });
}

RuntimeCore::~RuntimeCore() {
    cancel_all();
    // Cancelled tasks still need turns to come to their ends.
    workers_[0]->run(nullptr);
    stopping_.store(true, std::memory_order_release);
    wake_everybody();
    for (std::thread& thread : threads_) thread.join();
    blocking.close();
}

void RuntimeCore::start(TaskCore& task, const char* name, Place place) {
    if (observer) observer->note_birth(task, name, place);
    bool cancelled = false;
    {
        const std::lock_guard lock(alive_mutex_);
        task.next_alive = alive_;
        if (alive_ != nullptr) alive_->previous_alive = &task;
        alive_ = &task;
        cancelled = cancelling_;
    }
    if (cancelled) task.cancel();
    Worker* const worker = this_context.worker;
    if (worker != nullptr && &worker->runtime() == this) {
        WorkerCounters::count(worker->counters.spawned);
        worker->push(task);
    } else {
        WorkerCounters::count(workers_[0]->counters.spawned);
        common_.push(task);
        reactor.interrupt();
    }
}

void RuntimeCore::note_end(TaskCore& task) {
    bool was_last = false;
    {
        const std::lock_guard lock(alive_mutex_);
        if (task.previous_alive != nullptr)
            task.previous_alive->next_alive = task.next_alive;
        else
            alive_ = task.next_alive;
        if (task.next_alive != nullptr) task.next_alive->previous_alive = task.previous_alive;
        was_last = alive_ == nullptr && cancelling_;
    }
    if (was_last) wake_everybody();  // worker 0 waits for that
}

bool RuntimeCore::all_have_ended() {
    const std::lock_guard lock(alive_mutex_);
    return alive_ == nullptr;
}

void RuntimeCore::cancel_all() {
    const std::lock_guard lock(alive_mutex_);
    cancelling_ = true;  // those spawned from now on are born cancelled
    for (TaskCore* task = alive_; task != nullptr; task = task->next_alive) {
        if (observer) observer->note_lost(*task);
        task->cancel();
    }
}

void RuntimeCore::schedule(TaskCore& task) {
    Worker* const worker = this_context.worker;
    if (worker != nullptr && &worker->runtime() == this) {
        WorkerCounters::count(worker->counters.wakes);
        worker->push(task);
        return;
    }
    common_.push(task);
    // The poller, if there is one, looks at the queue when it comes back; who is about to become it finds the
    // eventfd readable.
    reactor.interrupt();
}

void RuntimeCore::bury(TaskCore& task) {
    const std::lock_guard lock(dead_mutex_);
    dead_tasks_.emplace_back(&task);
    somebody_died_.store(true, std::memory_order_relaxed);
}

void RuntimeCore::bury(Source& source) {
    const std::lock_guard lock(dead_mutex_);
    dead_sources_.emplace_back(&source);
    somebody_died_.store(true, std::memory_order_relaxed);
}

void RuntimeCore::free_the_dead() {
    if (!somebody_died_.load(std::memory_order_relaxed)) return;
    std::vector<std::unique_ptr<TaskCore>> tasks;
    std::vector<std::unique_ptr<Source>> sources;
    const std::lock_guard lock(dead_mutex_);
    tasks.swap(dead_tasks_);
    sources.swap(dead_sources_);
    somebody_died_.store(false, std::memory_order_relaxed);
}

void RuntimeCore::run_until_done(TaskCore& task) {
    if (this_context.worker != nullptr)
        throw std::logic_error("block_on() inside a task would block its worker: co_await the task instead");
    main_task_.store(&task, std::memory_order_release);
    workers_[0]->run(&task);
    main_task_.store(nullptr, std::memory_order_release);
}

Duration RuntimeCore::time_to_next_deadline() {
    const Instant earliest = timers.earliest();
    if (earliest == Instant::max()) return Duration::max();
    return std::max(earliest - clock.now(), Duration::zero());
}

void RuntimeCore::wake_everybody() {
    reactor.interrupt();
    lounge.call_all();
}

Counters RuntimeCore::counters() const {
    Counters sum;
    for (const auto& worker : workers_) {
        const WorkerCounters& part = worker->counters;
        sum.spawned += part.spawned.load(std::memory_order_relaxed);
        sum.finished += part.finished.load(std::memory_order_relaxed);
        sum.polls += part.polls.load(std::memory_order_relaxed);
        sum.spurious_wakes += part.spurious_wakes.load(std::memory_order_relaxed);
        sum.wakes += part.wakes.load(std::memory_order_relaxed);
        sum.steals += part.steals.load(std::memory_order_relaxed);
        sum.parks += part.parks.load(std::memory_order_relaxed);
        const auto longest = static_cast<Duration::rep>(part.longest_poll_ns.load(std::memory_order_relaxed));
        sum.longest_poll = std::max(sum.longest_poll, Duration(longest));
    }
    return sum;
}

}  // namespace rt::detail
