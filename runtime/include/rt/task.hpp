// Task<T>: a coroutine that is awaited, or spawned. It is lazy: nothing of it runs before that.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "rt/frame_pool.hpp"
#include "rt/task_core.hpp"

namespace rt {

template <class T = void>
class Task;

/// References to these may be parameters of a coroutine: whoever hands them out outlives the coroutine.
template <class T>
inline constexpr bool outlives_its_tasks = false;

namespace detail {

/// Goes on with another coroutine of the same task: directly, or (out of budget) by way of the run queue.
inline std::coroutine_handle<> transfer_to(std::coroutine_handle<> next) noexcept {
    Context& context = this_context;
    if (context.budget-- > 0) return next;
    context.task->resume_point = next;
    context.task->leaf = nullptr;
    context.requeue = true;
    return std::noop_coroutine();
}

class PromiseBase {
 public:
    static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
    static void operator delete(void* memory, std::size_t bytes) { FramePool::give_back(memory, bytes); }

    static std::suspend_always initial_suspend() noexcept { return {}; }

    struct FinalAwaiter {
        static bool await_ready() noexcept { return false; }
        template <class Promise>
        static std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            const std::coroutine_handle<> awaiting = ended.promise().awaiting_;
            // A task's root has nobody who awaits it: back to the worker, which sees that it has ended.
            return awaiting ? transfer_to(awaiting) : std::noop_coroutine();
        }
        static void await_resume() noexcept {}
    };
    static FinalAwaiter final_suspend() noexcept { return {}; }

    void set_awaiting(std::coroutine_handle<> awaiting) { awaiting_ = awaiting; }

 private:
    std::coroutine_handle<> awaiting_;
};

/// What a coroutine has ended with: a value or an exception.
template <class T>
class Outcome {
 public:
    template <class U>
    void set(U&& value) {
        state_.template emplace<1>(std::forward<U>(value));
    }
    void fail(std::exception_ptr exception) { state_.template emplace<2>(std::move(exception)); }
    [[nodiscard]] std::exception_ptr exception() const {
        return state_.index() == 2 ? std::get<2>(state_) : nullptr;
    }
    T take() {
        if (state_.index() == 2) std::rethrow_exception(std::get<2>(state_));
        return std::move(std::get<1>(state_));
    }

 private:
    std::variant<std::monostate, T, std::exception_ptr> state_;
};

template <>
class Outcome<void> {
 public:
    void fail(std::exception_ptr exception) { exception_ = std::move(exception); }
    [[nodiscard]] std::exception_ptr exception() const { return exception_; }
    void take() {
        if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
    }

 private:
    std::exception_ptr exception_;
};

template <class T>
class Promise : public PromiseBase {
 public:
    Task<T> get_return_object();
    template <class U>
    requires std::convertible_to<U, T>
    void return_value(U&& value) { outcome_.set(std::forward<U>(value)); }
    void unhandled_exception() { outcome_.fail(std::current_exception()); }
    Outcome<T>& outcome() { return outcome_; }

 private:
    Outcome<T> outcome_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
    Task<void> get_return_object();
    static void return_void() {}
    void unhandled_exception() { outcome_.fail(std::current_exception()); }
    Outcome<void>& outcome() { return outcome_; }

 private:
    Outcome<void> outcome_;
};

template <class>
inline constexpr bool never = false;

}  // namespace detail

template <class T>
class [[nodiscard("nothing of a task runs before it is awaited: write co_await, or rt::spawn()")]] Task {
 public:
    using Handle = std::coroutine_handle<detail::Promise<T>>;

    explicit Task(Handle coroutine) : coroutine_(coroutine) {}
    Task(Task && other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(coroutine_, other.coroutine_);
        return *this;
    }
    ~Task() {
        if (coroutine_) coroutine_.destroy();
    }

    class Awaiter {
     public:
        explicit Awaiter(Handle coroutine) : coroutine_(coroutine) {}
        static bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
            coroutine_.promise().set_awaiting(awaiting);
            return detail::transfer_to(coroutine_);
        }
        T await_resume() { return coroutine_.promise().outcome().take(); }

     private:
        Handle coroutine_;
    };

    Awaiter operator co_await()&& {
        return Awaiter(coroutine_);
    }
    template <class Self = Task>
    Awaiter operator co_await()& {
        static_assert(detail::never<Self>, "a task can be awaited only once: write co_await std::move(task)");
        return Awaiter(coroutine_);
    }

    /// For spawn(): from now on the coroutine belongs to whoever called.
    Handle release() {
        return std::exchange(coroutine_, nullptr);
    }

 private:
    Handle coroutine_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

template <class T>
concept Closure = std::is_class_v<T> && requires {
    &T::operator();
};

/// A parameter that may dangle: a reference, other than to something that outlives the coroutine.
template <class T>
inline constexpr bool may_dangle = std::is_reference_v<T> && !outlives_its_tasks<std::remove_cvref_t<T>>;

/// The first parameter may also be the object of a member function, or a lambda.
template <class T>
inline constexpr bool object_may_dangle =
    may_dangle<T> && !(std::is_lvalue_reference_v<T> && std::is_class_v<std::remove_cvref_t<T>> &&
                       (!std::is_const_v<std::remove_reference_t<T>> || Closure<std::remove_cvref_t<T>>));

template <class T>
inline constexpr bool captures = Closure<std::remove_cvref_t<T>> && !std::is_empty_v<std::remove_cvref_t<T>>;

/// What the compiler makes for a coroutine that returns a Task<T>: the place to look at its parameters. (In a
/// function's body, which is compiled last: a lambda's type is not complete before.)
template <class T, class... Parameters>
class CheckedPromise : public Promise<T> {
 public:
    Task<T> get_return_object(const char* function = __builtin_FUNCTION()) {
        check<Parameters...>();
        this_context.newest_frame = std::coroutine_handle<CheckedPromise>::from_promise(*this).address();
        this_context.newest_name = function;
        return Promise<T>::get_return_object();
    }

 private:
    template <class First, class... Others>
    static void check() {
        static_assert(
            !captures<First>,
            "a lambda with captures must not be a coroutine: the captures die with the lambda, while the "
            "coroutine still uses them. Make them parameters: [](int fd) -> rt::Task<> { … }(fd)");
        static_assert(
            !object_may_dangle<First> && (!may_dangle<Others> && ...),
            "a coroutine must not take references: what they refer to may be gone when it goes on after a "
            "co_await. Take the parameter by value");
    }
    template <class... None>
    requires(sizeof...(None) == 0) static void check() {}
};

}  // namespace detail
}  // namespace rt

template <class T, class... Parameters>
struct std::coroutine_traits<rt::Task<T>, Parameters...> {
    using promise_type = rt::detail::CheckedPromise<T, Parameters...>;
};
