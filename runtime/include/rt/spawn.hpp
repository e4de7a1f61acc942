// spawn(): makes a coroutine a task of its own, which runs beside its parent. JoinHandle: waits for it.
#pragma once

#include <memory>
#include <source_location>
#include <utility>

#include "rt/result.hpp"
#include "rt/task.hpp"

namespace rt {

namespace detail {

/// Puts a new task into the queue. `name` may be nullptr.
void start(RuntimeCore& runtime, TaskCore& task, const char* name, std::source_location place);
/// Says on standard error that a task nobody waits for has failed.
void report_failure(const std::exception_ptr& exception);

template <class T>
class SpawnedTask final : public TaskCore, public Pooled {
 public:
    SpawnedTask(Promise<T>& root, RuntimeCore& runtime)
        : TaskCore(std::coroutine_handle<Promise<T>>::from_promise(root), runtime) {}

    Outcome<T> outcome;

 private:
    void take_result() override {
        outcome =
            std::move(std::coroutine_handle<Promise<T>>::from_address(root_.address()).promise().outcome);
        root_.destroy();
    }
    void report_unseen_failure() override {
        if (outcome.exception()) report_failure(outcome.exception());
    }
};

/// Waits for a task's end, and leaves its result alone.
class EndAwaiter : public Leaf {
 public:
    /// `always`: even if the waiting task is cancelled. Otherwise that throws Cancelled.
    explicit EndAwaiter(TaskCore& task, bool always = false) : always_(always), task_(task) {}
    bool poll() final {
        if (task_.join(*this_context.task)) return true;
        if (always_ || !gives_up()) return false;
        task_.leave();
        return true;
    }
    [[nodiscard]] const char* what() const override { return "another task's end"; }

 protected:
    const bool always_;
    TaskCore& task_;
};

/// … and takes its result, or throws its exception.
template <class T>
class JoinAwaiter final : public EndAwaiter {
 public:
    explicit JoinAwaiter(SpawnedTask<T>& task) : EndAwaiter(task) {}
    T await_resume() const {
        Leaf::await_resume();
        return static_cast<T>(static_cast<SpawnedTask<T>&>(task_).outcome.take());
    }
};

}  // namespace detail

template <class T = void>
class [[nodiscard("await the handle, or call detach() to let the task run by itself")]] JoinHandle;

/// Owns the result of a spawned task. Not for several threads at once.
template <class T>
class JoinHandle {
 public:
    explicit JoinHandle(detail::SpawnedTask<T>& task) : task_(&task) {}

    /// Every wait of the task ends with ECANCELED from now on. It is not over before it has been joined.
    void abort() { task_->cancel(); }
    /// Lets the task run to its end by itself. An exception it ends with is reported on standard error.
    void detach() { task_.reset(); }
    [[nodiscard]] bool done() const { return task_->done(); }

    /// The task's value, or its exception. If the waiting task is cancelled, throws Cancelled; the awaited
    /// one goes on.
    detail::JoinAwaiter<T> operator co_await() { return detail::JoinAwaiter<T>(*task_); }

    [[nodiscard]] detail::SpawnedTask<T>& core() const { return *task_; }

 private:
    struct Detach {
        void operator()(detail::TaskCore* task) const { task->drop_handle(); }
    };
    std::unique_ptr<detail::SpawnedTask<T>, Detach> task_;
};

namespace detail {
template <class T>
JoinHandle<T> spawn_on(RuntimeCore& runtime, Task<T> task, const char* name, std::source_location place) {
    auto* const spawned = new SpawnedTask<T>(task.release(), runtime);
    start(runtime, *spawned, name, place);
    return JoinHandle<T>(*spawned);
}
}  // namespace detail

/// Starts a task on the runtime of the calling task. `name` (a string that lives for ever) is for traces.
template <class T>
JoinHandle<T> spawn(Task<T> task, const char* name = nullptr,
                    std::source_location place = std::source_location::current()) {
    return detail::spawn_on(detail::current_runtime(), std::move(task), name, place);
}

}  // namespace rt
