// spawn(): makes a coroutine a task of its own, which runs beside its parent. JoinHandle: waits for it.
#pragma once

#include <utility>

#include "rt/place.hpp"
#include "rt/result.hpp"
#include "rt/task.hpp"

namespace rt {

namespace detail {

/// The runtime the calling code runs in; throws std::logic_error outside of one.
RuntimeCore& current_runtime();
/// Puts a new task into the queue. `name` may be nullptr.
void start(RuntimeCore& runtime, TaskCore& task, const char* name, Place place);
/// Says on standard error that a task nobody waits for has failed.
void report_failure(const std::exception_ptr& exception);

template <class T>
class SpawnedTask final : public TaskCore {
 public:
    using Root = std::coroutine_handle<Promise<T>>;

    SpawnedTask(Root root, RuntimeCore& runtime) : TaskCore(root, runtime) {}

    static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
    static void operator delete(void* memory, std::size_t bytes) { FramePool::give_back(memory, bytes); }

    Outcome<T>& outcome() { return outcome_; }

 private:
    void take_result() override {
        outcome_ = std::move(Root::from_address(root_.address()).promise().outcome());
        root_.destroy();
    }
    void report_unseen_failure() override {
        if (outcome_.exception()) report_failure(outcome_.exception());
    }

    Outcome<T> outcome_;
};

}  // namespace detail

/// Owns the result of a spawned task. Not for several threads at once.
template <class T = void>
class [[nodiscard("await the handle, or call detach() to let the task run by itself")]] JoinHandle {
 public:
    explicit JoinHandle(detail::SpawnedTask<T> & task) : task_(&task) {}
    JoinHandle(JoinHandle && other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    JoinHandle& operator=(JoinHandle&& other) noexcept {
        std::swap(task_, other.task_);
        return *this;
    }
    ~JoinHandle() {
        detach();
    }

    /// Every wait of the task ends with ECANCELED from now on. It is not over before it has been joined.
    void abort() {
        task_->cancel();
    }
    /// Lets the task run to its end by itself. An exception it ends with is reported on standard error.
    void detach() {
        if (task_ != nullptr) std::exchange(task_, nullptr)->drop_handle();
    }
    [[nodiscard]] bool done() const {
        return task_->done();
    }

    class Awaiter final : public detail::LeafAwaiter {
     public:
        explicit Awaiter(detail::SpawnedTask<T>& task) : task_(task) {}
        bool poll() override {
            if (task_.join(*detail::this_context.task)) return true;
            if (!cancelled()) return false;
            task_.leave();
            return gave_up_ = true;
        }
        [[nodiscard]] const char* what() const override { return "another task's end"; }
        T await_resume() {
            if (gave_up_) throw Cancelled();
            return task_.outcome().take();
        }

     private:
        detail::SpawnedTask<T>& task_;
        bool gave_up_ = false;
    };

    /// The task's value, or its exception. If the waiting task is cancelled, throws Cancelled; the awaited
    /// one goes on.
    Awaiter operator co_await() {
        return Awaiter(*task_);
    }

    [[nodiscard]] detail::SpawnedTask<T>& core() const {
        return *task_;
    }

 private:
    detail::SpawnedTask<T>* task_;
};

namespace detail {
template <class T>
JoinHandle<T> spawn_on(RuntimeCore& runtime, Task<T> task, const char* name, Place place) {
    auto* const spawned = new SpawnedTask<T>(task.release(), runtime);
    start(runtime, *spawned, name, place);
    return JoinHandle<T>(*spawned);
}
}  // namespace detail

/// Starts a task on the runtime of the calling task. `name` (a string that lives for ever) is for traces.
template <class T>
JoinHandle<T> spawn(Task<T> task, const char* name = nullptr, Place place = Place::here()) {
    return detail::spawn_on(detail::current_runtime(), std::move(task), name, place);
}

}  // namespace rt
