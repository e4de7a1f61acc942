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
#include <unordered_map>

#include "observe/trace.hpp"
#include "rt/clock.hpp"
#include "rt/detail/loan.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

class Observer;
class Worker;

/// What is known of a task: only kept when somebody looks.
struct TaskMeta {
    unsigned long long number = 0;
    std::string name = {};
    std::string birthplace = {};
    unsigned turns_at_once = 0;  // turns that ended without a wait, one after another
    bool reported = false;
    Instant waits_since{};
    std::string waits_for = {};  // empty: for its turn
};

/// A coroutine's reference to a connection, in the observer's list for as long as the coroutine lives.
struct Loan : Link {
    Observer& observer;
    const Source* lent;  // nullptr: is closed
    const char* borrower;
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
    /// A connection is closed.
    void note_close(const Source& source);
    /// At the runtime's end: this task still waits, and nothing will ever wake it.
    void note_lost(const TaskCore& task);

 private:
    friend Loan* begin_loan(const Source& lent, const char* borrower);
    friend void end_loan(Loan* loan);
    /// What a worker is at. Written at both ends of a turn, read by the watchdog.
    struct Current {
        const TaskMeta* meta = nullptr;
        Instant begin{};
        bool reported = false;
    };

    Observer(bool lint, std::unique_ptr<Trace> trace, unsigned workers);
    TaskMeta& meta_of(const TaskCore& task);
    static void lint_turn(TaskMeta& meta, Duration length, bool ended, bool yielded);
    void watch(const std::stop_token& stop);

    const bool lint_;
    const std::unique_ptr<Trace> trace_;  // nullptr: none is written
    std::mutex mutex_;                    // guards all that follows
    unsigned long long births_ = 0;
    std::unordered_map<const TaskCore*, TaskMeta> tasks_;  // those that have not ended
    Link loans_;
    std::deque<Current> current_;  // a worker's index finds its own
    std::jthread watchdog_;
};

}  // namespace rt::detail
