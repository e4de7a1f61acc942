// Several tasks at the same time, and the first that ends decides; the others are cancelled, and waited for.
#pragma once

#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "rt/spawn.hpp"
#include "rt/time.hpp"

namespace rt {
namespace detail {

/// Waits until one of several tasks has ended, or a deadline has come; index of the task, or their number.
template <std::size_t count>
class AnyAwaiter final : public LeafAwaiter {
 public:
    AnyAwaiter(const std::array<TaskCore*, count>& tasks, std::optional<Instant> deadline)
        : tasks_(tasks), deadline_(deadline) {}

    bool poll() override {
        gave_up_ = cancelled();
        for (std::size_t index = 0; index < count && first_ == count; ++index) {
            if (tasks_[index]->join(*this_context.task)) first_ = index;
        }
        const bool late = deadline_ && sleep_until_deadline();
        if (first_ == count && !late && !gave_up_) return false;
        for (std::size_t index = 0; index < count; ++index) {
            if (index != first_) tasks_[index]->leave();
        }
        if (deadline_) forget_deadline();
        return true;
    }
    [[nodiscard]] const char* what() const override { return "the first of several"; }
    std::size_t await_resume() const { return first_; }
    [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
    bool sleep_until_deadline();
    void forget_deadline();

    std::array<TaskCore*, count> tasks_;
    std::optional<Instant> deadline_;
    TimerEntry entry_;
    std::size_t first_ = count;
    bool gave_up_ = false;
};

/// Has the task woken at the deadline; true if that is now.
bool arm_deadline(TimerEntry& entry, Instant deadline);
void disarm_deadline(TimerEntry& entry);

template <std::size_t count>
bool AnyAwaiter<count>::sleep_until_deadline() {
    return arm_deadline(entry_, *deadline_);
}
template <std::size_t count>
void AnyAwaiter<count>::forget_deadline() {
    disarm_deadline(entry_);
}

/// Waits for a task's end and leaves its result alone; if not told otherwise, even when the waiting task is
/// cancelled.
class EndAwaiter final : public LeafAwaiter {
 public:
    explicit EndAwaiter(TaskCore& task, bool gives_up = false) : task_(task), gives_up_(gives_up) {}
    bool poll() override {
        if (task_.join(*this_context.task)) return true;
        if (!gives_up_ || !cancelled()) return false;
        task_.leave();
        return gave_up_ = true;
    }
    [[nodiscard]] const char* what() const override { return "another task's end"; }
    void await_resume() const {
        if (gave_up_) throw Cancelled();
    }

 private:
    TaskCore& task_;
    bool gives_up_;
    bool gave_up_ = false;
};

template <class T>
using NotVoid = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// Whether a task's value says that the task gave up because it was cancelled.
template <class T>
bool says_cancelled(const T&) {
    return false;
}
template <class T>
bool says_cancelled(const Result<T>& value) {
    return value.cancelled();
}

/// The outcome of the handle with the number `wanted`, put at that place of the variant.
template <std::size_t index, class Handles, class Variant>
void take_outcome(Handles& handles, std::size_t wanted, std::optional<Variant>& result) {
    if constexpr (index < std::tuple_size_v<Handles>) {
        if (wanted != index) return take_outcome<index + 1>(handles, wanted, result);
        auto& outcome = std::get<index>(handles).core().outcome();
        if constexpr (std::is_void_v<decltype(outcome.take())>) {
            outcome.take();
            result.emplace(std::in_place_index<index>);
        } else {
            result.emplace(std::in_place_index<index>, outcome.take());
        }
    }
}

/// What a task that came to its end by itself has ended with.
template <class T>
Result<T> ended(JoinHandle<T>& handle) {
    if constexpr (std::is_void_v<T>) {
        handle.core().outcome().take();
        return {};
    } else {
        return handle.core().outcome().take();
    }
}

/// … and one that was cancelled: its value, if it has one in spite of that, or the error.
template <class T>
Result<T> ended_early(JoinHandle<T>& handle, int error) {
    if (handle.core().outcome().exception()) return Failure(error);
    Result<T> result = ended(handle);
    if constexpr (!std::is_void_v<T>) {
        if (says_cancelled(*result)) return Failure(error);
    }
    return result;
}

}  // namespace detail

/// The task's value if it ends in time; otherwise it is cancelled and waited for, and the Result says
/// ETIMEDOUT. Exceptions of the task are passed on. A value it comes to all the same, between the deadline
/// and the cancellation, is not lost.
template <class T>
Task<Result<T>> timeout(Duration time, Task<T> task) {
    const Instant deadline = now() + time;
    JoinHandle<T> handle = spawn(std::move(task), "timeout");
    const std::array<detail::TaskCore*, 1> tasks{&handle.core()};
    const std::size_t first = co_await detail::AnyAwaiter<1>(tasks, deadline);
    if (first == 0) co_return detail::ended(handle);
    handle.abort();
    co_await detail::EndAwaiter(handle.core());
    co_return detail::ended_early(handle, detail::this_context.task->cancelled() ? ECANCELED : ETIMEDOUT);
}

/// The value of the first task that ends, at its place in the variant (std::monostate for void); the others
/// are cancelled and waited for. An exception of the first is passed on.
template <class... T>
Task<std::variant<detail::NotVoid<T>...>> when_any(Task<T>... tasks) {
    constexpr std::size_t count = sizeof...(T);
    std::tuple<JoinHandle<T>...> handles(spawn(std::move(tasks), "when_any")...);
    const auto cores = std::apply(
        [](auto&... handle) { return std::array<detail::TaskCore*, count>{&handle.core()...}; }, handles);
    const std::size_t first = co_await detail::AnyAwaiter<count>(cores, std::nullopt);
    for (detail::TaskCore* core : cores) core->cancel();
    for (detail::TaskCore* core : cores) co_await detail::EndAwaiter(*core);
    if (first == count) throw Cancelled();
    std::optional<std::variant<detail::NotVoid<T>...>> result;
    detail::take_outcome<0>(handles, first, result);
    co_return std::move(*result);
}

}  // namespace rt
