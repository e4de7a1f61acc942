// Practice 3: an awaiter of one's own. The handout is labs/practice/3-awaiter/README.md.
//
// `co_await Ready(line)` is to wait until there is news on the line (practice/line.hpp): bytes have come, or
// an end. The compiler asks an awaiter three things, in this order. As it is, the answer to the first one is
// always yes: nobody ever waits. The server works all the same; see what it costs:
//
//     ./lab practice 3
#pragma once

#include <coroutine>

#include "practice/line.hpp"

class Ready {
 public:
    explicit Ready(practice::Line& line) : line_(line) {}

    /// Need we not wait at all?
    bool await_ready() {
        // TODO(practice3): ask the line.
        return true;
    }

    /// No: so this coroutine is about to stop. Says who is to be woken. True: it stops; false: it goes on at
    /// once after all.
    bool await_suspend(std::coroutine_handle<> waiting) {
        // TODO(practice3): enter this coroutine. And what if there has been news since you asked?
        static_cast<void>(waiting);
        return true;
    }

    /// It goes on: what has come of the wait? (Nothing but that it is over. But whose is the news now?)
    void await_resume() {
        // TODO(practice3): clean up, so that the next wait is a wait again.
    }

 private:
    [[maybe_unused]] practice::Line& line_;
};
