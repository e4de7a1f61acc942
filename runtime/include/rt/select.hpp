// Several tasks at the same time, and the first that ends decides; the others are cancelled, and waited for.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <variant>

#include "rt/spawn.hpp"
#include "rt/time.hpp"

namespace rt {
namespace detail {

/// Waits until one of several tasks has ended: its index, or their number if the waiting task was cancelled.
class AnyAwaiter final : public LeafAwaiter {
 public:
    explicit AnyAwaiter(std::span<TaskCore* const> tasks) : tasks_(tasks), first_(tasks.size()) {}
    bool poll() override {
        for (std::size_t index = 0; index < tasks_.size() && first_ == tasks_.size(); ++index) {
            if (tasks_[index]->join(*this_context.task)) first_ = index;
        }
        if (first_ == tasks_.size() && !gives_up()) return false;
        for (std::size_t index = 0; index < tasks_.size(); ++index) {
            if (index != first_) tasks_[index]->leave();
        }
        return true;
    }
    [[nodiscard]] const char* what() const override { return "the first of several"; }
    [[nodiscard]] std::size_t await_resume() const { return first_; }

 private:
    std::span<TaskCore* const> tasks_;
    std::size_t first_;
};

/// Waits for a task's end or for another leaf, whichever comes first; true: the task's end. (A leaf asks
/// other leaves: as in Rust, where a future polls futures.)
template <class Limit>
class EndOrLimit final : public LeafAwaiter {
 public:
    template <class... Arguments>
    explicit EndOrLimit(TaskCore& task, Arguments&&... limit)
        : task_(task), limit_(std::forward<Arguments>(limit)...) {}
    bool poll() override {
        ended_ = task_.join(*this_context.task);
        if (ended_ || !limit_.poll()) return ended_;
        task_.leave();
        return true;
    }
    [[nodiscard]] const char* what() const override { return "another task's end, or its limit"; }
    [[nodiscard]] bool await_resume() const { return ended_; }

 private:
    TaskCore& task_;
    Limit limit_;  // takes itself out where it waits when it is destroyed
    bool ended_ = false;
};

/// What becomes of a task after EndOrLimit: its value if it has ended by itself. Otherwise it is cancelled
/// and waited for, and the Result is `error`, unless it comes to a value all the same.
template <class T>
Task<Result<T>> end(JoinHandle<T> task, bool in_time, int error) {
    if (!in_time) task.abort();
    co_await EndAwaiter(task.core(), true);
    Outcome<T>& outcome = task.core().outcome;
    if (in_time) co_return Result<T>(outcome.take());
    if (this_context.task->cancelled()) error = ECANCELED;
    if (outcome.exception()) co_return Failure(error);
    NotVoid<T> value = outcome.take();
    // A Result may say that the task gave up.
    if constexpr (requires {
                      { value.cancelled() } -> std::same_as<bool>;
                  })
        if (value.cancelled()) co_return Failure(error);
    co_return Result<T>(std::move(value));
}

}  // namespace detail

/// The task's value if it ends in time; otherwise it is cancelled and waited for, and the Result says
/// ETIMEDOUT. Exceptions of the task are passed on. A value it comes to all the same, between the deadline
/// and the cancellation, is not lost.
template <class T>
Task<Result<T>> timeout(Duration time, Task<T> task) {
    const Instant deadline = now() + time;
    JoinHandle<T> handle = spawn(std::move(task), "timeout");
    const bool in_time = co_await detail::EndOrLimit<detail::SleepAwaiter>(handle.core(), deadline);
    co_return co_await detail::end(std::move(handle), in_time, ETIMEDOUT);
}

/// The value of the first task that ends, at its place in the variant (std::monostate for void); the others
/// are cancelled and waited for. An exception of the first is passed on.
template <class... T>
Task<std::variant<detail::NotVoid<T>...>> when_any(Task<T>... tasks) {
    std::tuple<JoinHandle<T>...> handles(spawn(std::move(tasks), "when_any")...);
    const auto cores = std::apply(
        [](auto&... handle) { return std::array<detail::TaskCore*, sizeof...(T)>{&handle.core()...}; },
        handles);
    const std::size_t first = co_await detail::AnyAwaiter(cores);
    for (detail::TaskCore* core : cores) core->cancel();
    for (detail::TaskCore* core : cores) co_await detail::EndAwaiter(*core, true);
    if (first == cores.size()) throw Cancelled();
    std::optional<std::variant<detail::NotVoid<T>...>> value;
    const auto take = [&]<std::size_t index>() {
        value.emplace(std::in_place_index<index>, std::get<index>(handles).core().outcome.take());
        return true;
    };
    const auto take_first = [&]<std::size_t... index>(std::index_sequence<index...>) {
        static_cast<void>(((index == first && take.template operator()<index>()) || ...));
    };
    take_first(std::index_sequence_for<T...>());
    co_return *std::move(value);
}

}  // namespace rt
