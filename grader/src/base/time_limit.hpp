// Until when the calling thread may wait for anything at all. Each thread has a limit of its own, none at
// first; whoever gives out time (checks/recorder.cpp, checks/early.cpp) sets it, and all waiting asks it.
#pragma once

#include <chrono>
#include <stdexcept>

namespace grader {

/// Thrown by who waits when the thread's time is over. It says nothing about what was waited for.
class OutOfTime : public std::runtime_error {
 public:
    OutOfTime() : std::runtime_error("there was no time left") {}
};

/// The calling thread's limit; time_point::max() is none.
[[nodiscard]] std::chrono::steady_clock::time_point time_limit();
/// Throws OutOfTime when it is over.
void require_time();

/// A limit for the calling thread in this scope; the one before it holds again afterwards.
class TimeLimit {
 public:
    static constexpr auto none = std::chrono::steady_clock::time_point::max();

    explicit TimeLimit(std::chrono::steady_clock::time_point until);
    ~TimeLimit();
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

 private:
    std::chrono::steady_clock::time_point before_;
};

/// Time that the calling thread's limit does not count, since it went into something else: the limit is so
/// much later from now on, until the scope that has set it ends.
void extend_time_limit(std::chrono::steady_clock::duration by);

}  // namespace grader
