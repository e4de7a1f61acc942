// Waiting for one thing or another: a time-out, and the first of several.
//
// What is awaited is a leaf: a read, a sleep, a wait for a permit. Here are leaves that hold leaves (as in
// Rust a future polls futures). They ask each of them, and tell those that need not go on to give up. Nobody
// is woken but the task that waits, and it runs nothing but poll(). A task among the leaves (Child) runs
// beside them.
#pragma once

#include <bitset>
#include <concepts>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "rt/spawn.hpp"
#include "rt/time.hpp"

namespace rt {
namespace detail {

template <class L>
concept IsLeaf = std::derived_from<L, Leaf>;

/// Tells the leaf to give up, and asks it. False: it can't yet, and is to be asked again.
inline bool ends_with(int error, Leaf& leaf) {
    const int before = std::exchange(this_context.give_up_with, error);
    const bool over = leaf.poll();
    this_context.give_up_with = before;
    return over;
}

/// A task of one's own as a leaf. Who gives up waiting for it, has cancelled it, and waits for its end.
template <class T>
class Child final : public Leaf {
 public:
    explicit Child(JoinHandle<T> handle) : handle_(std::move(handle)) {}
    bool poll() override {
        if (handle_.core().join(*this_context.task)) return true;
        if (gives_up()) handle_.abort();
        return false;
    }
    [[nodiscard]] const char* what() const override { return "a task of its own"; }
    /// 0 if the task has come to a value in spite of it.
    [[nodiscard]] int gave_up_with() const { return handle_.core().outcome.is_empty() ? error_ : 0; }
    T await_resume() const { return static_cast<T>(handle_.core().outcome.take()); }

 private:
    JoinHandle<T> handle_;
};

/// What a leaf gives has room for one more errno. (Not what a task gives: that has ended by then.)
template <class L, class Value>
inline constexpr bool has_room_for_errors = false;
template <class L, class T>
inline constexpr bool has_room_for_errors<L, Result<T>> = true;
template <class T, class Value>
inline constexpr bool has_room_for_errors<Child<T>, Result<Value>> = false;

/// A leaf, for as long as another one, its limit, is not over: then it gives up, with `error`.
template <IsLeaf L, IsLeaf Limit>
class Limited final : public Leaf {
 public:
    using Value = decltype(std::declval<L&>().await_resume());

    Limited(L leaf, Limit limit, int error)
        : leaf_(std::move(leaf)), limit_(std::move(limit)), limit_error_(error) {}

    /// What is there by now counts, even when the limit is over, too.
    bool poll() override {
        if (!limit_is_over_) {
            if (leaf_.poll()) return true;
            if (!limit_.poll()) return false;
            limit_is_over_ = true;
        }
        return ends_with(limit_error_, leaf_);
    }
    [[nodiscard]] const char* what() const override { return leaf_.what(); }

    /// What the leaf gives, or the error.
    auto await_resume() {
        if constexpr (has_room_for_errors<L, Value>) {
            return leaf_.await_resume();
        } else {
            const int error = leaf_.gave_up_with();
            if (error != 0 && (error == limit_error_ || error == ECANCELED))
                return Result<Value>(Failure(error));
            if constexpr (std::is_void_v<Value>)
                return leaf_.await_resume(), Result<Value>();
            else
                return Result<Value>(leaf_.await_resume());
        }
    }

 private:
    L leaf_;
    Limit limit_;
    const int limit_error_;
    bool limit_is_over_ = false;
};

/// Several leaves, until the first is over that has not given up; then the others do.
template <IsLeaf... L>
class Race final : public Leaf {
 public:
    static constexpr std::size_t nobody = sizeof...(L);

    explicit Race(std::tuple<L...>& leaves) : leaves_(leaves) {}

    bool poll() override {
        for_each_leaf([this](std::size_t index, auto& leaf) {
            if (first_ != nobody || over_[index]) return;
            over_[index] = leaf.poll();
            // A cancelled task's leaves give up by themselves.
            if (over_[index] && leaf.gave_up_with() != ECANCELED) first_ = index;
        });
        if (first_ == nobody) return gives_up() && over_.all();
        for_each_leaf([this](std::size_t index, auto& leaf) {
            if (!over_[index]) over_[index] = ends_with(ECANCELED, leaf);
        });
        return over_.all();
    }
    [[nodiscard]] const char* what() const override { return "the first of several"; }
    /// Whose value counts. Throws Cancelled if the waiting task was cancelled before.
    [[nodiscard]] std::size_t await_resume() const {
        if (first_ == nobody) throw Cancelled();
        return first_;
    }

 private:
    template <class Function>
    void for_each_leaf(Function function) {
        std::size_t index = 0;
        std::apply([&](auto&... leaf) { (function(index++, leaf), ...); }, leaves_);
    }

    std::tuple<L...>& leaves_;
    std::bitset<sizeof...(L)> over_;
    std::size_t first_ = nobody;
};

// What may be waited for here: a leaf, or a task, which is spawned then.
template <IsLeaf L>
L as_leaf(L leaf, const char*) {
    return leaf;
}
template <class T>
Child<T> as_leaf(Task<T> task, const char* name) {
    return Child<T>(spawn(std::move(task), name));
}
template <class One>
using LeafOf = decltype(as_leaf(std::declval<One>(), nullptr));
template <class One>
using ValueOf = decltype(std::declval<LeafOf<One>&>().await_resume());

}  // namespace detail

/// `co_await rt::timeout(limit, stream.read(buffer))`: waits for at most that long. What a read, a write or a
/// send gives back says ETIMEDOUT then, as one more error; other values come in a Result, which says so. What
/// is there by then is not lost.
template <detail::IsLeaf L>
[[nodiscard("write co_await")]] auto timeout(Duration time, L leaf) {
    return detail::Limited(std::move(leaf), detail::SleepAwaiter(now() + time), ETIMEDOUT);
}

/// The task's value if it ends in time; otherwise it is cancelled and waited for, and the Result says
/// ETIMEDOUT. Exceptions of the task are passed on. A value it comes to all the same, between the deadline
/// and the cancellation, is not lost.
template <class T>
Task<Result<T>> timeout(Duration time, Task<T> task) {
    const Instant deadline = now() + time;
    detail::Limited limited(detail::as_leaf(std::move(task), "timeout"), detail::SleepAwaiter(deadline),
                            ETIMEDOUT);
    co_return co_await limited;
}

/// The value of the first that is over, at its place in the variant (std::monostate for void): of tasks, or
/// what else can be awaited. The others are cancelled and waited for. An exception of the first is passed on.
template <class... One>
Task<std::variant<detail::NotVoid<detail::ValueOf<One>>...>> when_any(One... candidates) {
    using Value = std::variant<detail::NotVoid<detail::ValueOf<One>>...>;
    std::tuple<detail::LeafOf<One>...> leaves(detail::as_leaf(std::move(candidates), "when_any")...);
    const std::size_t first = co_await detail::Race(leaves);
    std::optional<Value> value;
    const auto take_if_first = [&]<std::size_t index>() {
        if (index != first) return;
        if constexpr (std::is_void_v<decltype(std::get<index>(leaves).await_resume())>)
            std::get<index>(leaves).await_resume(), value.emplace(std::in_place_index<index>);
        else
            value.emplace(std::in_place_index<index>, std::get<index>(leaves).await_resume());
    };
    const auto take_first = [&]<std::size_t... index>(std::index_sequence<index...>) {
        (take_if_first.template operator()<index>(), ...);
    };
    take_first(std::index_sequence_for<One...>());
    co_return *std::move(value);
}

}  // namespace rt
