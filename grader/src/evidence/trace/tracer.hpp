// The tracer: a state machine over the ptrace-stops of one program's threads. A seccomp filter in the program
// stops it only at the calls of interest (PTRACE_EVENT_SECCOMP is the entry); from there it is led to the
// call's exit with PTRACE_SYSCALL, and otherwise runs freely. See ptrace(2). Lives in a warden;
// single-threaded.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "evidence/proc/tcp_table.hpp"
#include "evidence/trace/descriptors.hpp"
#include "evidence/trace/event.hpp"
#include "evidence/trace/event_budget.hpp"
#include "evidence/trace/faults.hpp"
#include "evidence/trace/registers.hpp"
#include "evidence/trace/stacks.hpp"
#include "evidence/trace/tasks.hpp"
#include "evidence/trace/trace_spec.hpp"

namespace grader {

class Tracer {
 public:
    using Emit = std::function<void(const Event&)>;

    /// `confine_helper`: see Stacks.
    Tracer(const TraceSpec& spec, Emit emit, Stacks::Confine confine_helper = {});

    /// Seizes a child that waits to be told to go on. Throws std::system_error if ptrace is refused.
    void seize(pid_t child);
    /// Seizes a process that runs without a filter, all its threads: each of its calls is reported, none is
    /// refused, and what it makes is seen, too. A call that a thread sleeps in is interrupted, as strace -p
    /// does; signal(7) says which are made again without the program's doing. All go on untraced when the
    /// calling thread ends. `before_exec`: what it does until execve(2) is not its own yet. Throws
    /// std::system_error if ptrace is refused.
    void watch(pid_t process, bool before_exec);
    /// Takes a status of waitpid(2) and lets the thread run on.
    void handle(pid_t tid, int status);

    /// Before all is ended: see Stacks.
    void end_helper() { stacks_.forget(); }

    /// Puts a named mark into the log, between what was seen before and what comes after.
    void mark(const std::string& name);
    /// From now on a thread that comes to one of these points stays stopped there …
    void hold_at(const HoldPoints& points) {
        hold_at_ = points;
        recording_ = true;
    }
    /// … until it is let go by this, and nobody is held any more. From then on nothing is recorded and no
    /// fault injected: what the program still has to do, it does at (nearly) its own speed. (A call that
    /// begins then is not seen to return, either.)
    void release_held();
    /// From now on a thread that a signal would end is held before that …
    void hold_at_deadly_signals() { holds_the_dying_ = true; }
    /// … and here is which, and the signal. At most one: all others are to be stopped then.
    struct Dying {
        pid_t tid = 0;
        int signal = 0;
    };
    [[nodiscard]] const std::optional<Dying>& dying() const { return dying_; }
    /// For another tracer: stops the program, and lets each thread go when it stands still. To be handled
    /// until nobody is_traced().
    void begin_hand_over();
    [[nodiscard]] bool is_traced() const { return !tracees_.empty(); }

    /// One of them goes on, and the others stay.
    void release(pid_t tid);
    [[nodiscard]] const std::vector<pid_t>& held() const { return held_; }
    /// The program's, as far as they live.
    [[nodiscard]] std::vector<pid_t> processes() const;
    /// Calls that have been entered and have not returned. What is too much is left out, and said to be.
    [[nodiscard]] std::vector<Event> calls_in_flight();
    /// Of the program itself.
    [[nodiscard]] TaskList tasks(pid_t program) { return stacks_.tasks(program); }
    /// The call in which the thread sleeps returns, with its stack, and is made again: for calls that were
    /// entered when no stack was taken any more.
    void interrupt_for_stack(pid_t tid);

 private:
    struct Tracee {
        pid_t process = 0;
        bool begun = false;  // it has made its first step
        bool in_call = false;
        bool wants_stack = false;  // at the end of its call
        Event call;
        std::optional<Event> interrupted;  // a call that the kernel goes on with by restart_syscall(2)
        int failure = 0;                   // errno to return instead of making the call
        // What was changed to cut the call short; restored at its exit, since the ABI preserves registers.
        int changed_argument = -1;
        std::uint64_t original_argument = 0;
        struct Poke {
            std::uint64_t address;  // of an iov_len or msg_iovlen in the program's memory
            std::uint64_t original;
        };
        std::vector<Poke> pokes;
    };

    [[nodiscard]] bool enters_a_call(pid_t tid, const Tracee& tracee) const;
    void enter_call(pid_t tid, Tracee& tracee);
    bool leave_call(pid_t tid, Tracee& tracee);
    [[nodiscard]] bool is_held_after(const Event& call) const;
    void hold(pid_t tid) { held_.push_back(tid); }
    bool is_to_be_held_dying(pid_t tid, int signal);
    void let_go(pid_t tid);
    [[nodiscard]] Event entered_call(pid_t tid, Tracee& tracee, const Registers& registers);
    bool may_take_stack(Call call, std::uint64_t stack_pointer);
    void note_exec(pid_t tid);
    void newborn(pid_t parent, pid_t child, Call how);
    void apply_fault(pid_t tid, Tracee& tracee, Registers& registers, const FaultRule& rule);
    void let_time_elapse(pid_t tid, Tracee& tracee, Registers& registers) const;
    void cut_vectors(pid_t tid, Tracee& tracee, Registers& registers, std::size_t length);
    static void poke(pid_t tid, Tracee& tracee, std::uint64_t address, std::uint64_t value);
    void judge(pid_t tid, const Tracee& tracee) const;
    [[nodiscard]] int connect_for(pid_t tid, const Tracee& tracee, const Registers& registers) const;
    [[nodiscard]] bool listens_at(const std::vector<TcpSocket>& listeners) const;
    [[nodiscard]] bool is_own(pid_t who) const;
    static void refuse_escapes(pid_t tid, Tracee& tracee, Registers& registers);
    static void fail_call(pid_t tid, Tracee& tracee, Registers& registers, int error);
    void note_end(pid_t tid);
    Tracee& known(pid_t tid);
    void resume(pid_t tid, int signal);
    void emit(const Event& event);

    Emit emit_;
    EventBudget budget_;
    Faults faults_;
    Descriptors descriptors_;
    Stacks stacks_;
    int stacks_per_call_;
    int injected_stacks_ = 32;  // how many calls that a fault hits may still have theirs walked
    std::map<std::pair<Call, std::uint64_t>, int> stacks_taken_;
    int stacks_taken_in_all_ = 0;
    std::map<pid_t, Tracee> tracees_;
    bool recording_ = true;
    HoldPoints hold_at_;
    std::vector<pid_t> held_;
    bool holds_the_dying_ = false;
    std::optional<Dying> dying_;
    bool handing_over_ = false;
    std::uint64_t order_ = 0;
    bool executed_ = false;  // before exec, the calls are the warden's own
    bool watches_ = false;   // no filter chooses among the calls
};

}  // namespace grader
