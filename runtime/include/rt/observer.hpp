// Looks over the workers' shoulders, when RT_LINT or RT_TRACE is set: times every turn, and names what
// students should know of on standard error. A watchdog thread names what never comes to an end.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <source_location>
#include <string>
#include <thread>

#include "rt/clock.hpp"
#include "rt/loan.hpp"
#include "rt/task_core.hpp"
#include "rt/trace.hpp"

namespace rt::detail {

class Observer;
class Worker;

/// What is known of a task: only kept when somebody looks.
struct Label {
    unsigned long long number;
    std::string name;
    std::string birthplace;
    unsigned turns_at_once = 0;  // turns that ended without a wait, one after another
    bool reported = false;
    Instant waits_since{};
    std::string waits_for = {};  // empty: for its turn
};

/// A coroutine's reference to a connection, in the observer's list for as long as the coroutine lives.
class Loan : public Link {
 public:
    Loan(Observer& observer, const Source& lent, const char* borrower)
        : observer_(observer), lent_(&lent), borrower_(borrower) {}

 private:
    friend class Observer;
    friend void end_loan(Loan* loan);
    Observer& observer_;
    const Source* lent_;  // nullptr: is closed
    const char* const borrower_;
};

class Observer {
 public:
    /// nullptr if neither RT_LINT nor RT_TRACE is set. Throws std::system_error if the trace can't be
    /// written.
    static std::unique_ptr<Observer> from_environment(unsigned workers);

    void note_birth(TaskCore& task, const char* name, std::source_location place);
    void begin_turn(Worker& worker, TaskCore& task);
    void end_turn(Worker& worker, TaskCore& task, bool ended, bool yielded);
    /// By the poller: what epoll says of a descriptor.
    void note_readiness(int descriptor, bool readable, bool writable);
    // A coroutine has a reference to a connection: from its birth until its end; and a connection is closed.
    Loan* note_loan(const Source& lent, const char* borrower);
    void forget_loan(Loan* loan);
    void note_close(const Source& source);
    /// At the runtime's end: this task still waits, and nothing will ever wake it.
    void note_lost(const TaskCore& task);

 private:
    /// What a worker is at.
    struct Desk {
        const Label* label = nullptr;
        Instant begin{};
        bool reported = false;
    };

    Observer(bool lint, std::unique_ptr<Trace> trace, unsigned workers);
    static void lint_turn(Label& label, Duration length, bool ended, bool yielded);
    void watch(const std::stop_token& stop);

    const bool lint_;
    const std::unique_ptr<Trace> trace_;  // nullptr: none is written
    std::mutex mutex_;                    // guards all that follows
    unsigned long long tasks_ = 0;
    Link loans_;
    std::deque<Desk> desks_;  // a worker's index finds its own
    std::jthread watchdog_;
};

}  // namespace rt::detail
