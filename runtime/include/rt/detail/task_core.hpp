// A spawned task as the scheduler sees it: a state, the coroutine to resume, and what it waits for.
//
// A task is a stack of coroutines that await each other; only the innermost is ever suspended. What it waits
// for is its leaf: a socket's readiness, a timer, another task. Waking a task does not resume it. It puts the
// task into a run queue, and the worker that takes it out asks the leaf whether what it waits for is there.
// If not, the wake was spurious, and costs nothing but the question. (Rust's Future::poll works like this.)
#pragma once

#include <cerrno>
#include <coroutine>
#include <cstdint>
#include <source_location>

#include "rt/detail/link.hpp"
#include "rt/detail/sync.hpp"
#include "rt/result.hpp"

namespace rt::detail {

class Leaf;
class RuntimeCore;
class TaskCore;

/// What the code that runs now runs for; one for each thread.
struct Context {
    TaskCore* task = nullptr;  // the running task; nullptr outside of tasks
    class Worker* worker = nullptr;
    int budget = 0;            // how much more the task may do before it must let others run
    bool requeue = false;      // the task stopped without a wait: put it back into the queue
    bool is_observed = false;  // RT_LINT or RT_TRACE is set
    int give_up_with = 0;      // the leaf that is asked now has no more time: an errno
    // The coroutine that was made last, and its function: for names in lints and traces.
    const void* newest_frame = nullptr;
    const char* newest_name = nullptr;
};
inline constinit thread_local Context this_context{};

/// The runtime the calling code runs in; throws std::logic_error outside of one.
RuntimeCore& current_runtime();

/// How many waits may succeed at once, and how many coroutines may follow each other directly, before a task
/// must go to the end of the queue (Tokio's coop budget). Bounds the stack where compilers make symmetric
/// transfer a call: g++ at -O0 and under sanitizers.
constexpr int budget_per_turn = 128;

/// A task goes from queue to worker and back, so most of it needs no lock: it belongs to whoever has the
/// task.
///
///   state          who has it                 who may touch what
///   queued         the queue's owner          `next`; nobody the rest
///   running        its worker                 `resume_point`, `leaf`, the coroutines, `note_reactor()`
///   waiting        nobody                     nothing
///   done           the handle, or the joiner  the outcome; and once nobody asks for it, `destroy()`
///   any of them    any thread                 `state_` by wake() and cancel(); a caller must know that it
///   lives
///
/// `joiner_` is the joining task's worker's until is_joined is set, then finish()'s until that has emptied
/// it. As a Link it is in the runtime's list of all tasks that have not ended, under the lock of that list.
class TaskCore : public Link {
 public:
    TaskCore(std::coroutine_handle<> root, RuntimeCore& runtime)
        : resume_point(root), runtime_(runtime), root_(root) {}
    virtual ~TaskCore() = default;

    /// Any thread. Puts the task into a run queue, unless it is in one already or has ended.
    void wake() { queue(0); }
    /// Any thread. From now on every wait of the task ends with ECANCELED; the one it is in, too.
    void cancel() { queue(is_cancelled); }

    [[nodiscard]] bool done() const { return (state_.load(std::memory_order_acquire) & is_done) != 0; }
    [[nodiscard]] bool cancelled() const {
        return (state_.load(std::memory_order_relaxed) & is_cancelled) != 0;
    }

    // The worker's part.

    /// False if the task was in the queue without having let go of its worker (a yield).
    void begin_turn() {
        if ((state_.load(std::memory_order_relaxed) & is_running) == 0)
            // Pairs with wake(): what was written before the wake is seen from here on.
            state_.fetch_xor(is_running | is_queued, std::memory_order_acq_rel);
    }
    /// True if the task was woken while it ran: it must go back into the queue. If not, it may be running
    /// elsewhere already when this returns, and may not be touched any more.
    bool end_turn() { return (state_.fetch_and(~is_running, std::memory_order_acq_rel) & is_queued) != 0; }
    /// The root coroutine has ended: takes its result, destroys it, and wakes who waits for that. The task
    /// may be gone when this returns.
    void finish();

    // The joiner's part.

    /// Has `joiner` woken when this task ends; true if it has ended already.
    bool join(TaskCore& joiner);
    /// Takes that back.
    void leave();

    /// Nobody will ask for the result any more. The last one to go, the handle or the worker, destroys the
    /// task.
    void drop_handle() {
        if (done() || (state_.fetch_and(~has_handle, std::memory_order_acq_rel) & is_done) != 0) destroy();
    }

    /// The poller may look at the task from now on, even when it has ended: see Reactor::retire().
    void note_reactor() {
        if ((state_.load(std::memory_order_relaxed) & is_in_reactor) == 0)
            state_.fetch_or(is_in_reactor, std::memory_order_relaxed);
    }

    [[nodiscard]] bool root_has_ended() const { return root_.done(); }
    [[nodiscard]] RuntimeCore& runtime() const { return runtime_; }

    std::coroutine_handle<> resume_point;  // the innermost coroutine, or (a new task) the root
    Leaf* leaf = nullptr;                  // nullptr: nothing to wait for, just resume
    TaskCore* next = nullptr;              // in a run queue

    // For debuggers: gdb/tasks.py reads them in a process that stands still. A pointer to a constant each.
    const char* name = nullptr;    // as spawn() was told
    std::source_location born_at;  // the call of spawn()

 private:
    friend struct LayoutReader;
    static constexpr std::uint32_t is_queued = 1;     // somebody has put it, or will put it, into a queue
    static constexpr std::uint32_t is_running = 2;    // a worker has it
    static constexpr std::uint32_t is_done = 4;       // the root coroutine has ended
    static constexpr std::uint32_t is_cancelled = 8;  // never goes away
    static constexpr std::uint32_t is_joined = 16;    // joiner_ waits for the end
    static constexpr std::uint32_t has_handle = 32;   // a JoinHandle may ask for the result
    static constexpr std::uint32_t is_in_reactor = 64;

    void queue(std::uint32_t mark);
    void destroy();
    void wait_for_finish() const;

    RuntimeCore& runtime_;
    // Born into the queue, as if it had just yielded.
    sync::atomic<std::uint32_t> state_{is_running | has_handle};
    sync::atomic<TaskCore*> joiner_{nullptr};

 protected:
    /// Moves the result from the root coroutine to here, and destroys the coroutine: what it held (a
    /// connection, say) is given back when the task ends, not when somebody gets around to joining it.
    virtual void take_result() = 0;
    /// Nobody will ask for the result: says so if it is an error.
    virtual void report_unseen_failure() = 0;

    std::coroutine_handle<> root_;
};

/// For debuggers: a task's coroutine remembers the co_await at which it has stopped. (Another library's need
/// not.)
template <class Promise>
void note_place(std::coroutine_handle<Promise> stopped, std::source_location place) {
    if constexpr (requires { stopped.promise().waits_at; }) stopped.promise().waits_at = place;
}

/// Ends the turn of the running task, to go on with that coroutine in the next one.
inline void yield_to(std::coroutine_handle<> next) {
    this_context.task->resume_point = next;
    this_context.requeue = true;
}

/// What a task waits for: the awaiter at the end of its chain of co_awaits.
class Leaf {
 public:
    virtual ~Leaf() = default;
    /// Arranges that the task is woken when there is something new, then tries. True: the wait is over, with
    /// success or not. Called by the worker that runs the task, again after each wake. The order matters: a
    /// change that comes after the try finds the arrangement in place, so no wake-up is lost.
    virtual bool poll() = 0;
    /// What is waited for, in a word or two, for traces.
    [[nodiscard]] virtual const char* what() const = 0;

    bool await_ready() {
        Context& context = this_context;
        if (context.budget <= 0) return false;
        --context.budget;
        return poll();
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting,
                       std::source_location place = std::source_location::current()) {
        note_place(awaiting, place);
        Context& context = this_context;
        context.task->resume_point = awaiting;
        context.task->leaf = this;
        // Out of budget means: not asked yet. The next turn begins with the question.
        context.requeue = context.budget <= 0;
    }
    // An awaiter that is taken for its result.
    template <class Result = bool>
    explicit operator bool() const {
        static_assert(sizeof(Result) == 0, "this has not happened yet: write co_await before the call");
        return false;
    }
    template <class Result = bool>
    bool operator*() const {
        return static_cast<bool>(*this);
    }
    /// The errno with which it gave up, or failed; 0 if it did not.
    [[nodiscard]] int gave_up_with() const { return error_; }
    /// Throws Cancelled, or std::system_error. What has a value, or tells of errors otherwise, has its own.
    void await_resume() const {
        if (error_ != 0) throw_error(error_);
    }

 protected:
    /// For poll(): true, and an error, if the task has been cancelled, or the leaf that holds this one wants
    /// it to end. Whoever asks poll() for the last time relies on this: a leaf that can't end at once (a call
    /// that blocks, a task) does so as soon as it can.
    bool gives_up() {
        const int error = this_context.task->cancelled() ? ECANCELED : this_context.give_up_with;
        if (error == 0) return false;
        error_ = error;
        return true;
    }

    int error_ = 0;
};

}  // namespace rt::detail
