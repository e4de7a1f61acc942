// Walks the user stack of a stopped thread and resolves it to functions and source lines. What is read for it
// is the submission's: its ELF file, its unwind tables, its DWARF, its symbols, and all of them may lie. So
// they are read by a helper process (stack_helper.hpp): one that crashes, hangs or wants too much costs a
// stack, and neither the tracer nor the grading.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <vector>

#include "evidence/trace/event.hpp"
#include "evidence/trace/tasks.hpp"

namespace grader {

class Stacks {
 public:
    /// What a helper does before it reads anything: it should have no more powers than the program has.
    using Confine = std::function<void()>;

    explicit Stacks(Confine confine = {});
    ~Stacks();
    Stacks(const Stacks&) = delete;
    Stacks& operator=(const Stacks&) = delete;

    /// The frames of thread `tid` of process `pid`, innermost first, at most 32, each name of at most 4 KiB.
    /// The thread must be in a ptrace-stop of ours. Empty if the stack can't be walked.
    std::vector<Frame> walk(pid_t pid, pid_t tid);
    /// The tasks of a process of ours that has the runtime. It need not stand still: what changes meanwhile
    /// is read as it happens to be.
    TaskList tasks(pid_t pid);
    /// Ends the helper: the process has become another program, or is to end. The next walk makes a new one.
    void forget();

 private:
    struct Session;
    std::unique_ptr<Session> session_;
};

}  // namespace grader
