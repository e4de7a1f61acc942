// Threads for what blocks: spawn_blocking() runs a function there, while the task waits and the worker goes
// on. The pool grows with the work, up to a limit, and its threads go when there is none. Apart from the
// workers, as they must never block.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include "rt/clock.hpp"
#include "rt/task.hpp"

namespace rt {
namespace detail {

class BlockingPool;

/// One call to make; lives in the frame of the coroutine that waits for it.
class BlockingJob : public LeafAwaiter {
 public:
    BlockingJob();
    bool poll() final;
    [[nodiscard]] const char* what() const final { return "a blocking call"; }

    // For the pool.
    virtual void call() noexcept = 0;
    using LeafAwaiter::gives_up;
    enum class State { nowhere, queued, running, done };
    State state = State::nowhere;
    TaskCore* task = nullptr;

 protected:
    ~BlockingJob() = default;

 private:
    BlockingPool& pool_;
};

class BlockingPool {
 public:
    BlockingPool(unsigned most_threads, Duration idle_time)
        : most_threads_(most_threads), idle_time_(idle_time) {}

    /// True when the job is done, or its task was cancelled before it was begun. Otherwise it is, or is put,
    /// into the queue, and the running task is woken later.
    bool poll(BlockingJob& job);
    [[nodiscard]] bool busy();
    /// Joins all threads. No job may be left.
    void close();

 private:
    using Threads = std::list<std::thread>;
    void start_thread();
    void work(Threads::iterator self);

    const unsigned most_threads_;
    const Duration idle_time_;
    std::mutex mutex_;  // guards all that follows, and the jobs' states
    std::condition_variable work_came_;
    std::deque<BlockingJob*> queue_;
    unsigned jobs_ = 0;  // queued and running
    bool closed_ = false;
    Threads threads_;
    Threads finished_;  // to be joined
};

template <class Function>
class BlockingCall final : public BlockingJob {
 public:
    using Value = std::invoke_result_t<Function>;

    explicit BlockingCall(Function function) : function_(std::move(function)) {}
    Value await_resume() {
        throw_if_failed();
        return static_cast<Value>(outcome_.take());
    }
    void call() noexcept override {
        try {
            if constexpr (std::is_void_v<Value>)
                function_();
            else
                outcome_.set(function_());
        } catch (...) {
            outcome_.fail(std::current_exception());
        }
    }

 private:
    Function function_;
    Outcome<Value> outcome_;
};

}  // namespace detail

/// `co_await rt::spawn_blocking(function)`: calls it on a thread of the pool; its value, or its exception.
/// The waiting task goes on where it was. A call that has begun is always waited for.
template <class Function>
[[nodiscard("write co_await: nothing is called before that")]] detail::BlockingCall<Function> spawn_blocking(
    Function function) {
    return detail::BlockingCall<Function>(std::move(function));
}

}  // namespace rt
