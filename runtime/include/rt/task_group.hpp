// Structured concurrency: tasks that can't outlive the scope in which they were started.
#pragma once

#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "rt/select.hpp"
#include "rt/spawn.hpp"

namespace rt {

class TaskGroup;
template <>
inline constexpr bool outlives_its_tasks<TaskGroup> = true;

/// Made, and ended, by with_group(). For the tasks of one worker at a time: the body's.
class TaskGroup {
 public:
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(Task<> task, const char* name = nullptr,
               std::source_location place = std::source_location::current()) {
        if (children_.size() >= sweep_at_) {
            forget_finished();
            sweep_at_ = 2 * children_.size() + 16;  // so that it costs next to nothing for each child
        }
        children_.push_back(rt::spawn(std::move(task), name, place));
    }
    /// Waits for all children, also for those that are started meanwhile. Throws the exception of a child
    /// that has failed.
    Task<> join() {
        for (std::size_t index = 0; index < children_.size(); ++index)
            co_await detail::EndAwaiter(children_[index].core());
        throw_failure();
    }
    /// How many children have not ended.
    [[nodiscard]] std::size_t size() {
        forget_finished();
        return children_.size();
    }

 private:
    template <class T, class Body, class... Arguments>
    friend Task<T> detail_run_in_group(Body body, Arguments... arguments);

    TaskGroup() = default;

    void forget_finished() {
        std::erase_if(children_, [this](const JoinHandle<>& child) {
            if (!child.done()) return false;
            const std::exception_ptr exception = child.core().outcome.exception();
            if (exception && !child.core().cancelled() && !failure_) failure_ = exception;
            return true;
        });
    }
    void throw_failure() {
        forget_finished();
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    std::vector<JoinHandle<>> children_;
    std::size_t sweep_at_ = 16;
    std::exception_ptr failure_;
};

template <class T, class Body, class... Arguments>
Task<T> detail_run_in_group(Body body, Arguments... arguments) {
    TaskGroup group;
    detail::Outcome<T> outcome;
    try {
        if constexpr (std::is_void_v<T>)
            co_await body(group, std::move(arguments)...);
        else
            outcome.set(co_await body(group, std::move(arguments)...));
    } catch (...) {
        outcome.fail(std::current_exception());
    }
    for (JoinHandle<>& child : group.children_) child.abort();
    for (std::size_t index = 0; index < group.children_.size(); ++index) {
        group.children_[index].abort();  // those, too, that dying children have started
        co_await detail::EndAwaiter(group.children_[index].core(), true);
    }
    if (!outcome.exception()) group.throw_failure();
    co_return static_cast<T>(outcome.take());
}

namespace detail {
/// What a group's body is given: its own copy, or a reference to what is meant to be shared.
template <class T>
auto pass_on(T&& argument) {
    if constexpr (std::is_lvalue_reference_v<T> && outlives_its_tasks<std::remove_cvref_t<T>>)
        return std::ref(argument);
    else
        return std::decay_t<T>(std::forward<T>(argument));
}
}  // namespace detail

/// `co_await rt::with_group([](rt::TaskGroup& group) -> rt::Task<> { group.spawn(…); … })`: runs the body;
/// when it has ended, in whatever way, the children that still run are cancelled and waited for. (To let them
/// come to their ends, the body ends with `co_await group.join()`.) Further arguments are passed on to the
/// body: copies, but what tasks share (a Semaphore, a Channel) by reference. The body's locals and parameters
/// are gone by the time its children have been cancelled: what these use by reference must live outside of
/// the group.
template <class Body, class... Arguments>
auto with_group(Body body, Arguments&&... arguments) {
    using Value =
        typename std::invoke_result_t<Body&, TaskGroup&,
                                      decltype(detail::pass_on(std::declval<Arguments>()))...>::Value;
    return detail_run_in_group<Value>(std::move(body),
                                      detail::pass_on(std::forward<Arguments>(arguments))...);
}

}  // namespace rt
