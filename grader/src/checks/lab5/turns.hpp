// Whether a thread is in the middle of a task's turn: in code of the student's that the runtime's loop has
// called. In the loop itself a worker may sleep; in a turn it may not, in whatever call that is.
#pragma once

#include <filesystem>
#include <set>

#include "evidence/trace/event_log.hpp"

namespace grader {

class Turns {
 public:
    /// `log` tells which threads are workers of the runtime: its loop is on the stack of some of their calls.
    Turns(const EventLog& log, std::filesystem::path sources);

    /// By the call's stack, innermost first: a function of the student's before the runtime's loop. (main()
    /// comes behind it.) A stack that does not lead to the loop, of a thread that is in it at other times,
    /// is cut off or not the thread's own: then it counts who made the call, the runtime or the student.
    [[nodiscard]] bool is_in_one(const Event& call) const;
    /// Whether its stack could be walked, where those of other calls of this log could.
    [[nodiscard]] bool is_unreadable(const Event& call) const;

 private:
    std::filesystem::path sources_;
    std::set<int> workers_;
};

}  // namespace grader
