// Provided, practice 3: a co_await on your awaiter. It asks the three questions in their order, as the
// compiler would; around them it does what the runtime wants to have done, and keeps you and the watcher in
// the seed's order.
#pragma once

#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <type_traits>

#include "practice/line.hpp"
#include "rt/rt.hpp"

namespace practice {

template <class Awaiter>
class Wait {
 public:
    explicit Wait(Line& line) : line_(line), awaiter_(line) {}

    bool await_ready() {
        line_.race().enter(Race::Side::task);
        const bool is_ready = is_cancelled() || awaiter_.await_ready();
        if (is_ready) line_.race().leave(Race::Side::task);
        return is_ready;
    }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> waiting,
                       std::source_location place = std::source_location::current()) {
        rt::detail::note_place(waiting, place);
        // Whoever wakes this task, be it to end it, goes on here.
        rt::detail::this_context.task->resume_point = waiting;
        const bool stops = ask(waiting);
        if (stops) line_.race().step(Race::Side::task, "stops");
        line_.race().set_elsewhere(stops);
        line_.race().leave(Race::Side::task);
        return stops;
    }
    void await_resume() {
        require_worker();
        line_.race().set_elsewhere(false);
        awaiter_.await_resume();
        if (is_cancelled()) throw rt::Cancelled();
    }

 private:
    /// What follows belongs to the task that runs here; without one it would end in a crash that says
    /// nothing.
    static void require_worker() {
        if (rt::detail::this_context.task != nullptr) return;
        std::fputs(
            "server: a coroutine was resumed on a thread that is no worker: who waits is woken, not "
            "resumed\n",
            stderr);
        std::abort();
    }
    static bool is_cancelled() { return rt::detail::this_context.task->cancelled(); }

    /// All that a co_await takes for an answer: nothing, yes or no, who goes on instead.
    bool ask(std::coroutine_handle<> waiting) {
        using Answer = decltype(awaiter_.await_suspend(waiting));
        if constexpr (std::is_void_v<Answer>) {
            awaiter_.await_suspend(waiting);
            return true;
        } else if constexpr (std::is_same_v<Answer, bool>) {
            return awaiter_.await_suspend(waiting);
        } else {
            return awaiter_.await_suspend(waiting) != waiting;
        }
    }

    Line& line_;
    Awaiter awaiter_;
};

/// Waits, with such an awaiter, until there is news on the line.
template <class Awaiter>
rt::Task<> news_on(Line& line) {
    co_await line.race().until_both_are_there();
    co_await Wait<Awaiter>(line);
}

}  // namespace practice
