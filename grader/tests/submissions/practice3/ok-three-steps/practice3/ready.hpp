// Practice 3: an awaiter of one's own.
#pragma once

#include <coroutine>

#include "practice/line.hpp"

/// `co_await Ready(line)` waits until there is news on the line.
class Ready {
 public:
    explicit Ready(practice::Line& line) : line_(line) {}

    bool await_ready() { return line_.has_news(); }

    bool await_suspend(std::coroutine_handle<> waiting) {
        // Say first that we wait, and then look once more. News before the first line is seen by the second
        // one; news after it finds us entered. No wake-up is lost.
        line_.enter(waiting);
        return !line_.has_news();
    }

    void await_resume() {
        line_.leave();
        // Taken before the next recv(): what comes after it is news again.
        line_.take_news();
    }

 private:
    practice::Line& line_;
};
