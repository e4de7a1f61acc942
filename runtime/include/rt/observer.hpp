// Looks over the workers' shoulders, when RT_LINT or RT_TRACE is set: times every turn, names what students
// should know of on standard error, and writes what happened as trace events, which https://ui.perfetto.dev
// shows.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>

#include <string>

#include "rt/clock.hpp"
#include "rt/place.hpp"
#include "rt/task_core.hpp"

namespace rt::detail {

class Worker;

/// What is known of a task: only kept when somebody looks.
struct Label {
    unsigned long long number;
    std::string name;
    std::string birthplace;
    unsigned turns_at_once = 0;  // turns that ended without a wait, one after another
    bool reported = false;
};

class Observer {
 public:
    /// nullptr if neither RT_LINT nor RT_TRACE is set. Throws std::system_error if the trace can't be
    /// written.
    static std::unique_ptr<Observer> from_environment();
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    struct Turn {
        Instant begin{};
    };

    void note_birth(TaskCore& task, const char* name, Place place);
    Turn begin_turn(Worker& worker, TaskCore& task);
    void end_turn(Worker& worker, TaskCore& task, const Turn& turn, bool ended, bool yielded);
    /// At the runtime's end: this task still waits, and nothing will ever wake it.
    void note_lost(const TaskCore& task);

 private:
    Observer(bool lint, std::FILE* trace);
    void lint_turn(const TaskCore& task, Duration length, bool ended, bool yielded);

    const bool lint_;
    std::FILE* trace_;
    std::mutex mutex_;  // guards the file and the count
    unsigned long long tasks_ = 0;
    bool first_event_ = true;
};

}  // namespace rt::detail
