#include "rt/runtime.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <cstddef>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <stdexcept>

#include "observe/observer.hpp"
#include "observe/task_layout.hpp"
#include "rt/detail/io.hpp"
#include "rt/detail/task_core.hpp"
#include "rt/task.hpp"
#include "scheduler/scheduler.hpp"

namespace rt {

Runtime::Runtime(const Options& options) : core_(std::make_unique<detail::RuntimeCore>(options)) {}
Runtime::~Runtime() = default;

Counters Runtime::counters() const {
    Counters sum;
    for (const auto& worker : core_->workers) {
        Counters& part = worker->counters;
        for (const auto counter :
             {&Counters::spawned, &Counters::finished, &Counters::polls, &Counters::spurious_wakes,
              &Counters::wakes, &Counters::steals, &Counters::parks})
            sum.*counter += std::atomic_ref(part.*counter).load(std::memory_order_relaxed);
        const Duration longest = std::atomic_ref(part.longest_poll).load(std::memory_order_relaxed);
        sum.longest_poll = std::max(sum.longest_poll, longest);
    }
    return sum;
}

void Runtime::run_until_done(detail::TaskCore& task) {
    if (detail::this_context.worker != nullptr)
        throw std::logic_error("block_on() inside a task would block its worker: co_await the task instead");
    core_->main_task.store(&task, std::memory_order_release);
    core_->workers[0]->run(&task);
    core_->main_task.store(nullptr, std::memory_order_release);
}

unsigned available_processors() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
    return static_cast<unsigned>(CPU_COUNT(&allowed));
}

// All compilers that the course builds with lay out these classes as if offsetof were allowed.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace detail {

/// All runtimes that live. Not static: gdb/tasks.py asks for it by this name, and begins here.
constinit Link live_runtimes;

namespace {
constinit std::mutex live_mutex;  // guards the list
}

RuntimeCore::RuntimeCore(const Options& chosen, Rounds rounds_of_the_idle)
    : options(chosen),
      rounds(rounds_of_the_idle),
      clock(options.clock),
      observer(Observer::from_environment(options.workers)),
      timers(has_peers()),
      idle(rounds),
      blocking(options.most_blocking_threads, options.blocking_thread_idle),
      common(true),
      signals(open_signals(options.signals, *this)),
      alive_mutex_(has_peers()) {
    if (options.workers == 0) throw std::invalid_argument("a runtime needs at least one worker");
    if (options.shuffle_seed != 0 && options.workers > 1)
        throw std::invalid_argument("shuffle_seed wants one worker: several are no repeatable schedule");
    // Timers are as exact as epoll_pwait2(2) then; the default allows 50 µs more: PR_SET_TIMERSLACK in
    // prctl(2).
    ::prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    for (unsigned index = 0; index < options.workers; ++index)
        workers.push_back(std::make_unique<Worker>(*this, index));
    for (unsigned index = 1; index < options.workers; ++index)
        threads_.emplace_back([this, index] {
            ::pthread_setname_np(::pthread_self(), ("rt-worker-" + std::to_string(index)).c_str());
            workers[index]->run(nullptr);
        });
    const std::lock_guard lock(live_mutex);
    append_to(live_runtimes);
}

RuntimeCore::~RuntimeCore() {
    cancel_all();
    // Cancelled tasks still need turns to come to their ends.
    workers[0]->run(nullptr);
    stopping_.store(true, std::memory_order_release);
    wake_everybody();
    for (sync::thread& thread : threads_) thread.join();
    blocking.close();
    const std::lock_guard lock(live_mutex);
    unlink();
}

void start(RuntimeCore& runtime, TaskCore& task, const char* name, std::source_location place) {
    runtime.start(task, name, place);
}

void RuntimeCore::start(TaskCore& task, const char* name, std::source_location place) {
    task.name = name;
    task.born_at = place;
    if (observer) observer->note_birth(task, name, place);
    bool cancelled = false;
    {
        const std::lock_guard lock(alive_mutex_);
        task.append_to(alive_);
        cancelled = cancelling_;
    }
    if (cancelled) task.cancel();
    Worker* const worker = calling_worker();
    count((worker != nullptr ? *worker : *workers[0]).counters.spawned);
    enqueue(task, worker);
}

void RuntimeCore::note_end(TaskCore& task) {
    bool was_last = false;
    {
        const std::lock_guard lock(alive_mutex_);
        task.unlink();
        was_last = alive_.is_alone() && cancelling_;
    }
    if (was_last) wake_everybody();  // worker 0 waits for that
}

bool RuntimeCore::all_have_ended() {
    const std::lock_guard lock(alive_mutex_);
    return alive_.is_alone();
}

void RuntimeCore::cancel_all() {
    const std::lock_guard lock(alive_mutex_);
    cancelling_ = true;  // those spawned from now on are born cancelled
    for (Link* link = alive_.next_link(); link != &alive_; link = link->next_link()) {
        auto& task = static_cast<TaskCore&>(*link);
        if (observer) observer->note_lost(task);
        task.cancel();
    }
}

void RuntimeCore::schedule(TaskCore& task) {
    Worker* const worker = calling_worker();
    if (worker != nullptr) count(worker->counters.wakes);
    enqueue(task, worker);
}

Worker* RuntimeCore::calling_worker() {
    Worker* const worker = this_context.worker;
    return worker != nullptr && &worker->runtime() == this ? worker : nullptr;
}

void RuntimeCore::enqueue(TaskCore& task, Worker* worker) {
    if (worker != nullptr) return worker->push(task);
    common.push(task);
    // The poller, if there is one, looks at the queue when it comes back; who is about to become it finds the
    // eventfd readable.
    reactor.interrupt();
}

void RuntimeCore::wake_everybody() {
    reactor.interrupt();
    idle.call_all();
}

RuntimeCore& current_runtime() {
    if (this_context.worker == nullptr)
        throw std::logic_error("this needs a runtime: call it from a task that Runtime::block_on() runs");
    return this_context.worker->runtime();
}

void report_failure(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const Cancelled&) {
        // An ordinary end.
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rt: a detached task has ended with an exception: %s\n", error.what());
    } catch (...) {
        std::fputs("rt: a detached task has ended with an exception\n", stderr);
    }
}

/// A friend of those that keep these members to themselves.
struct LayoutReader {
    /// Of the Link in an object.
    template <class Whole>
    static std::uint32_t link_in() {
        alignas(Whole) std::byte room[sizeof(Whole)];
        auto* const whole = reinterpret_cast<Whole*>(room);
        return static_cast<std::uint32_t>(reinterpret_cast<std::byte*>(static_cast<Link*>(whole)) - room);
    }
    static TaskLayout layout() {
        TaskLayout all{};
        all.mark = TaskLayout::first_mark;
        all.next_link = offsetof(Link, next_);
        all.link_of_runtime = link_in<RuntimeCore>();
        all.tasks_of_runtime = offsetof(RuntimeCore, alive_);
        all.link_of_task = link_in<TaskCore>();
        all.name = offsetof(TaskCore, name);
        all.born_at = offsetof(TaskCore, born_at);
        all.leaf = offsetof(TaskCore, leaf);
        all.resume_point = offsetof(TaskCore, resume_point);
        all.root = offsetof(TaskCore, root_);
        all.state = offsetof(TaskCore, state_);
        all.is_queued = TaskCore::is_queued;
        all.is_running = TaskCore::is_running;
        all.awaiting = offsetof(PromiseBase, awaiting);
        all.waits_at = offsetof(PromiseBase, waits_at);
        all.source_of_io = offsetof(IoAwaiter, source_);
        all.direction_of_io = offsetof(IoAwaiter, direction_);
        all.descriptor_of_source = offsetof(Source, descriptor_);
        all.inner_leaf = (sizeof(Leaf) + alignof(Leaf) - 1) / alignof(Leaf) * alignof(Leaf);
        return all;
    }
};

const TaskLayout task_layout = LayoutReader::layout();

}  // namespace detail
}  // namespace rt
