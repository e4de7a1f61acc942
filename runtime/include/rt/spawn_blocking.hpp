// spawn_blocking(): what blocks is called on a thread of its own kind, while the task waits and the worker
// goes on.
#pragma once

#include <exception>
#include <type_traits>
#include <utility>

#include "rt/task.hpp"

namespace rt {
namespace detail {

/// One call to make; lives in the frame of the coroutine that waits for it.
class BlockingJob : public Leaf {
 public:
    bool poll() final;
    [[nodiscard]] const char* what() const final { return "a blocking call"; }

    // For the pool.
    virtual void call() noexcept = 0;
    using Leaf::gives_up;
    enum class State { nowhere, queued, running, done };
    State state = State::nowhere;
    TaskCore* task = nullptr;
};

template <class Function>
class BlockingCall final : public BlockingJob {
 public:
    using Value = std::invoke_result_t<Function>;

    explicit BlockingCall(Function function) : function_(std::move(function)) {}
    Value await_resume() {
        Leaf::await_resume();
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
