// Threads for what blocks: spawn_blocking() runs a function there, while the task waits and the worker goes
// on. The pool grows with the work, up to a limit, and its threads go when there is none. Apart from the
// workers, as they must never block.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "rt/clock.hpp"
#include "rt/result.hpp"
#include "rt/task.hpp"

namespace rt {
namespace detail {

/// One call to make; lives in the frame of the coroutine that waits for it.
class BlockingJob {
 protected:
    using Call = void (*)(BlockingJob&) noexcept;
    explicit BlockingJob(Call call) : call_(call) {}

 private:
    friend class BlockingPool;
    enum class State { nowhere, queued, running, done };
    State state_ = State::nowhere;
    Call call_;
    TaskCore* task_ = nullptr;
    BlockingJob* next_ = nullptr;
};

class BlockingPool {
 public:
    BlockingPool(unsigned most_threads, Duration idle_time)
        : most_threads_(most_threads), idle_time_(idle_time) {}

    /// True when the job is done. Otherwise it is, or is put, into the queue, and `task` is woken later.
    bool poll(BlockingJob& job, TaskCore& task);
    /// Takes a job back that has not been begun.
    bool take_back(BlockingJob& job);
    [[nodiscard]] bool busy();
    /// Joins all threads. No job may be left.
    void close();

 private:
    void work();

    const unsigned most_threads_;
    const Duration idle_time_;
    std::mutex mutex_;  // guards all that follows, and the jobs' states
    std::condition_variable work_came_;
    BlockingJob* first_ = nullptr;
    BlockingJob* last_ = nullptr;
    unsigned jobs_ = 0;  // queued and running
    unsigned running_threads_ = 0;
    bool closed_ = false;
    std::vector<std::thread> threads_;
    std::vector<std::thread::id> finished_;
};

BlockingPool& current_blocking_pool();

template <class Function>
class BlockingCall final : public LeafAwaiter, public BlockingJob {
 public:
    using Value = std::invoke_result_t<Function>;

    explicit BlockingCall(Function function)
        : BlockingJob([](BlockingJob& job) noexcept { static_cast<BlockingCall&>(job).call(); }),
          function_(std::move(function)),
          pool_(current_blocking_pool()) {}

    bool poll() override {
        if (pool_.poll(*this, *this_context.task)) return true;
        // What runs can't be stopped; what waits in the queue can.
        return taken_back_ = cancelled() && pool_.take_back(*this);
    }
    [[nodiscard]] const char* what() const override { return "a blocking call"; }
    Value await_resume() {
        if (taken_back_) throw Cancelled();
        return outcome_.take();
    }

 private:
    void call() noexcept {
        try {
            if constexpr (std::is_void_v<Value>)
                function_();
            else
                outcome_.set(function_());
        } catch (...) {
            outcome_.fail(std::current_exception());
        }
    }

    Function function_;
    BlockingPool& pool_;
    Outcome<Value> outcome_;
    bool taken_back_ = false;
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
