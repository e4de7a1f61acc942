// The least that a coroutine needs, so that what the probe finds is the compiler's doing and nobody else's.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

template <class T>
class Lazy {
 public:
    struct promise_type {
        std::optional<T> value;
        std::coroutine_handle<> awaiting;

        Lazy get_return_object() { return Lazy(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
                if (ended.promise().awaiting) return ended.promise().awaiting;
                return std::noop_coroutine();
            }
            void await_resume() noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        template <class U>
        void return_value(U&& result) {
            value.emplace(std::forward<U>(result));
        }
        void unhandled_exception() { std::terminate(); }
    };

    explicit Lazy(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
    Lazy(Lazy&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    ~Lazy() {
        if (coroutine_) coroutine_.destroy();
    }

    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
        coroutine_.promise().awaiting = awaiting;
        return coroutine_;
    }
    T await_resume() { return std::move(*coroutine_.promise().value); }

    /// Runs it from outside of coroutines; true if it has come to its end.
    bool run() {
        coroutine_.resume();
        return coroutine_.done();
    }
    T& value() { return *coroutine_.promise().value; }

 private:
    std::coroutine_handle<promise_type> coroutine_;
};
