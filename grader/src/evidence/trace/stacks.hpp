// Walks the user stack of a stopped thread and resolves it to functions and source lines, with elfutils'
// libdwfl.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "evidence/trace/event.hpp"

namespace grader {

class Stacks {
 public:
    Stacks();
    ~Stacks();
    Stacks(const Stacks&) = delete;
    Stacks& operator=(const Stacks&) = delete;

    /// The frames of thread `tid` of process `pid`, innermost first, at most 32. The thread must be in a
    /// ptrace-stop of ours. Empty if the stack can't be walked.
    std::vector<Frame> walk(pid_t pid, pid_t tid);

 private:
    struct Session;
    std::unique_ptr<Session> session_;
};

}  // namespace grader
