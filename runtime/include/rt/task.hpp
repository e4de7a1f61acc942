// Task<T>: a coroutine that is awaited, or spawned. It is lazy: nothing of it runs before that.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <variant>

#include "rt/detail/frame_pool.hpp"
#include "rt/detail/parameters.hpp"
#include "rt/detail/task_core.hpp"
#include "rt/result.hpp"

namespace rt {

template <class T = void>
class [[nodiscard("nothing of a task runs before it is awaited: write co_await, or rt::spawn()")]] Task;

namespace detail {

/// Goes on with another coroutine of the same task: directly, or (out of budget) by way of the run queue.
inline std::coroutine_handle<> transfer_to(std::coroutine_handle<> next) noexcept {
    if (this_context.budget-- > 0) return next;
    yield_to(next);
    return std::noop_coroutine();
}

class PromiseBase : public Pooled {
 public:
    static std::suspend_always initial_suspend() noexcept { return {}; }

    struct FinalAwaiter {
        static bool await_ready() noexcept { return false; }
        template <class Promise>
        static std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            const std::coroutine_handle<> awaiting = ended.promise().awaiting;
            // The root has ended: back to the worker, which sees that.
            return awaiting ? transfer_to(awaiting) : std::noop_coroutine();
        }
        static void await_resume() noexcept {}
    };
    static FinalAwaiter final_suspend() noexcept { return {}; }

    std::coroutine_handle<> awaiting;  // who goes on when this one has ended; nobody for a task's root
    std::source_location waits_at;     // where this one has stopped: see note_place()
};

/// What a coroutine has ended with: a value or an exception.
template <class T>
class Outcome {
 public:
    template <class U>
    void set(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    void fail(std::exception_ptr exception) { exception_ = std::move(exception); }
    [[nodiscard]] const std::exception_ptr& exception() const { return exception_; }
    /// No value: an exception, or a Result that says the coroutine was cancelled.
    [[nodiscard]] bool is_empty() const {
        if constexpr (requires(const T& value) {
                          { value.cancelled() } -> std::same_as<bool>;
                      })
            return exception_ || value_->cancelled();
        else
            return exception_ != nullptr;
    }
    /// The value (std::monostate for void), once; or throws the exception.
    NotVoid<T> take() {
        if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return *std::move(value_);
    }

 private:
    std::exception_ptr exception_;
    // Nothing, and no room for it, if there is no value.
    [[no_unique_address]] std::conditional_t<std::is_void_v<T>, std::monostate, std::optional<T>> value_;
};

/// A promise has return_value() or return_void(), never both.
template <class T>
struct ReturnsTo {
    template <class U = T>
    requires std::convertible_to<U, T>
    void return_value(U&& value) { outcome.set(std::forward<U>(value)); }
    Outcome<T> outcome;
};
template <>
struct ReturnsTo<void> {
    static void return_void() {}
    Outcome<void> outcome;
};

template <class T>
class Promise : public PromiseBase, public ReturnsTo<T> {
 public:
    Task<T> get_return_object() { return Task<T>(*this); }
    void unhandled_exception() { this->outcome.fail(std::current_exception()); }
};

template <class>
inline constexpr bool never = false;

}  // namespace detail

template <class T>
class Task {
 public:
    using Value = T;
    using Promise = detail::Promise<T>;

    explicit Task(Promise& promise) : promise_(&promise) {}

    class Awaiter {
     public:
        explicit Awaiter(Promise& promise) : promise_(promise) {}
        static bool await_ready() noexcept { return false; }
        template <class Awaiting>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Awaiting> awaiting,
                                              std::source_location place = std::source_location::current()) {
            detail::note_place(awaiting, place);
            promise_.awaiting = awaiting;
            return detail::transfer_to(std::coroutine_handle<Promise>::from_promise(promise_));
        }
        T await_resume() { return static_cast<T>(promise_.outcome.take()); }

     private:
        Promise& promise_;
    };

    Awaiter operator co_await() && { return Awaiter(*promise_); }
    template <class Self = Task>
    Awaiter operator co_await() & {
        static_assert(detail::never<Self>, "a task can be awaited only once: write co_await std::move(task)");
        return Awaiter(*promise_);
    }

    /// For spawn(): from now on the coroutine belongs to whoever called.
    Promise& release() { return *promise_.release(); }

 private:
    struct Destroy {
        void operator()(Promise* promise) const {
            std::coroutine_handle<Promise>::from_promise(*promise).destroy();
        }
    };
    std::unique_ptr<Promise, Destroy> promise_;
};

namespace detail {

/// What the compiler makes for a coroutine that returns a Task<T>: the place to look at its parameters. (In a
/// function's body, which is compiled last: a lambda's type is not complete before.)
template <class T, class... Parameters>
class CheckedPromise : public Promise<T> {
 public:
    Task<T> get_return_object(const char* function = __builtin_FUNCTION()) {
        check_parameters<Parameters...>();
        this_context.newest_frame = std::coroutine_handle<CheckedPromise>::from_promise(*this).address();
        this_context.newest_name = function;
        return Promise<T>::get_return_object();
    }
};

}  // namespace detail
}  // namespace rt

template <class T, class... Parameters>
struct std::coroutine_traits<rt::Task<T>, Parameters...> {
    using promise_type = rt::detail::CheckedPromise<T, Parameters...>;
};
