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

/// Waits for the first of several tasks to end: its index; or their number if the limit, another leaf, came
/// first, or (without one) the waiting task was cancelled. (A leaf asks other leaves: as in Rust, where a
/// future polls futures.)
class AnyAwaiter final : public Leaf {
 public:
    explicit AnyAwaiter(std::span<TaskCore* const> tasks, Leaf* limit = nullptr)
        : tasks_(tasks), limit_(limit), first_(tasks.size()) {}
    bool poll() override {
        for (std::size_t index = 0; index < tasks_.size() && first_ == tasks_.size(); ++index) {
            if (tasks_[index]->join(*this_context.task)) first_ = index;
        }
        if (first_ == tasks_.size() && !(limit_ != nullptr ? limit_->poll() : gives_up())) return false;
        for (std::size_t index = 0; index < tasks_.size(); ++index) {
            if (index != first_) tasks_[index]->leave();
        }
        return true;
    }
    [[nodiscard]] const char* what() const override { return "the first of several"; }
    [[nodiscard]] std::size_t await_resume() const { return first_; }

 private:
    std::span<TaskCore* const> tasks_;
    Leaf* const limit_;
    std::size_t first_;
};

/// The task's value if it ends before the limit (a leaf that gives up when the waiting task is cancelled).
/// Otherwise the task is cancelled and waited for, and the Result is `error`, unless it comes to a value all
/// the same.
template <class T>
Task<Result<T>> end_within(Leaf* limit, JoinHandle<T> task, int error) {
    const std::array<TaskCore*, 1> tasks{&task.core()};
    const bool in_time = co_await AnyAwaiter(tasks, limit) == 0;
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
    detail::SleepAwaiter deadline(now() + time);
    JoinHandle<T> handle = spawn(std::move(task), "timeout");
    co_return co_await detail::end_within(&deadline, std::move(handle), ETIMEDOUT);
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
    const auto take_if_first = [&]<std::size_t index>() {
        if (index == first)
            value.emplace(std::in_place_index<index>, std::get<index>(handles).core().outcome.take());
    };
    const auto take_first = [&]<std::size_t... index>(std::index_sequence<index...>) {
        (take_if_first.template operator()<index>(), ...);
    };
    take_first(std::index_sequence_for<T...>());
    co_return *std::move(value);
}

}  // namespace rt
