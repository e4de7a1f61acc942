// Practice 4: a scheduler for one thread. The handout is labs/practice/4-scheduler/README.md.
//
// What is here compiles and starts: block_on() resumes its task once, that says what it waits for, and the
// thread sleeps in the reactor, for ever: whoever is woken is not resumed, and who is spawned never begins.
//
//     ./lab practice 4
#pragma once

#include <coroutine>
#include <exception>

#include "practice/reactor.hpp"

/// A coroutine that has not begun: `Task echo(…) { … co_await … }`. This is what the language wants to have,
/// and it is done: the coroutine stops before its first line and behind its last one, and its frame stays
/// until somebody calls coroutine.destroy().
struct Task {
    struct promise_type {
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        static std::suspend_always initial_suspend() noexcept { return {}; }
        static std::suspend_always final_suspend() noexcept { return {}; }
        static void return_void() {}
        static void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<> coroutine;
};

// TODO(practice4): what you keep of a task that was spawned: its coroutine, and whether it is in the queue.

/// Wakes one task. It is copied, kept by the reactor for as long as that likes, and called any number of
/// times: while the task waits, while it runs, when it has ended.
class Waker {
 public:
    void wake() const {
        // TODO(practice4): the task is to be resumed. Not here and now: who calls this is in the middle of
        // something. Put it into the queue.
    }
};

class Scheduler {
 public:
    explicit Scheduler(practice::Reactor& reactor) : reactor_(reactor) {}

    /// Begins the task, beside the one that calls this.
    void spawn(Task task) {
        // TODO(practice4): into the queue with it.
        static_cast<void>(task);
    }

    /// Of the task that runs now. What it waits for calls this, and leaves the waker with the reactor.
    Waker waker() {
        // TODO(practice4): which one runs now?
        return {};
    }

    /// Runs the task, and all others beside it, until it has ended.
    void block_on(Task task) {
        task.coroutine.resume();
        // TODO(practice4): give turns to those in the queue. Sleep in the reactor (wait()) when there is
        // nobody. Until the task has ended.
        for (;;) reactor_.wait();
    }

 private:
    practice::Reactor& reactor_;
};
