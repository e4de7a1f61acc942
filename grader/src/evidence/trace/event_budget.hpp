// How much of a program's doings a log may hold: a program that makes calls without end, or threads, or waits
// for hundreds of descriptors at a time, fills nobody's memory, and no thread can push out what others do.
// What serves a client is bounded by what the clients send; all else has a budget for each thread, and one
// for all together. Where something is left out, the log says so.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <optional>

#include "evidence/trace/event.hpp"

namespace grader {

class EventBudget {
 public:
    struct Limits {
        std::size_t each_thread = 60'000;  ///< of what serves no client
        std::size_t idle = 150'000;        ///< the same of all threads together
        std::size_t serving = 200'000;     ///< calls that move bytes of connections, or accept one
    };

    EventBudget() = default;
    explicit EventBudget(const Limits& limits) : limits_(limits) {}

    /// Whether the event still fits. Marks always do.
    bool has_room_for(const Event& event);
    /// The event that says so, when something has been left out for the first time of its kind. To be called
    /// after each has_room_for() that is false.
    std::optional<Event> news_of_loss(const Event& left_out);
    /// The thread has ended: its number may be another's soon.
    void forget(pid_t tid) { spent_.erase(tid); }

 private:
    struct Spent {
        std::size_t idle = 0;
        bool told = false;
    };

    Limits limits_;
    std::map<pid_t, Spent> spent_;
    std::size_t idle_ = 0;
    std::size_t serving_ = 0;
    bool told_of_all_ = false;
};

}  // namespace grader
