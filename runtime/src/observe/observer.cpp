// All of it costs nothing when neither variable is set: the scheduler asks one pointer. When one is, each
// turn reads the clock twice and takes a lock twice, which nobody minds who looks for a mistake.
#include "observe/observer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scheduler/scheduler.hpp"

namespace rt::detail {

namespace {

constexpr Duration too_long_turn = std::chrono::milliseconds(10);
constexpr Duration endless_turn = std::chrono::seconds(1);
constexpr unsigned many_turns = 10'000;

const char* text_of(const char* variable) {
    const char* text = std::getenv(variable);
    return text != nullptr && *text != '\0' && std::strcmp(text, "0") != 0 ? text : nullptr;
}

long long milliseconds(Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

// Never the virtual clock: it is real time that a turn takes from the others.
Instant real_time() {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

void complain(const TaskMeta& meta, const std::string& what) {
    std::fprintf(stderr, "rt lint: %s (spawned at %s) %s\n", meta.name.c_str(), meta.birthplace.c_str(),
                 what.c_str());
}

}  // namespace

std::unique_ptr<Observer> Observer::from_environment(unsigned workers) {
    const bool lint = text_of("RT_LINT") != nullptr;
    const char* path = text_of("RT_TRACE");
    if (!lint && path == nullptr) return nullptr;
    auto trace = path != nullptr ? std::make_unique<Trace>(path) : nullptr;
    return std::unique_ptr<Observer>(new Observer(lint, std::move(trace), workers));
}

Observer::Observer(bool lint, std::unique_ptr<Trace> trace, unsigned workers)
    : lint_(lint), trace_(std::move(trace)), current_(workers) {
    for (unsigned index = 0; trace_ && index < workers; ++index)
        trace_->name_lane(Trace::Lanes::workers, index, "worker " + std::to_string(index));
    if (lint_) watchdog_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void Observer::note_birth(TaskCore& task, const char* name, std::source_location place) {
    // The coroutine's own name is known if nothing else was called between it and spawn().
    if (name == nullptr && this_context.newest_frame == task.resume_point.address())
        name = this_context.newest_name;
    const std::lock_guard lock(mutex_);
    TaskMeta& meta = tasks_[&task];
    meta.number = ++births_;
    meta.name = name != nullptr ? name : "task " + std::to_string(meta.number);
    meta.birthplace = std::string(place.file_name()) + ":" + std::to_string(place.line());
    meta.waits_since = real_time();
    if (trace_)
        trace_->name_lane(Trace::Lanes::tasks, meta.number,
                          meta.name + " (" + std::to_string(meta.number) + ")");
}

// By the worker that has the task: nobody else changes what is found.
TaskMeta& Observer::meta_of(const TaskCore& task) {
    const std::lock_guard lock(mutex_);
    return tasks_.at(&task);
}

void Observer::begin_turn(Worker& worker, TaskCore& task) {
    TaskMeta& meta = meta_of(task);
    const Instant now = real_time();
    if (trace_) {
        const std::string what = meta.waits_for.empty() ? "ready" : "waits: " + meta.waits_for;
        trace_->add_span(Trace::Lanes::tasks, meta.number, what, meta.waits_since, now, meta.birthplace);
    }
    const std::lock_guard lock(mutex_);
    current_[worker.index()] = {&meta, now};
}

void Observer::end_turn(Worker& worker, TaskCore& task, bool ended, bool yielded) {
    TaskMeta& meta = meta_of(task);
    const Instant now = real_time();
    Instant begin;
    {
        const std::lock_guard lock(mutex_);
        begin = std::exchange(current_[worker.index()], Current()).begin;
    }
    const std::atomic_ref<Duration> longest(worker.counters.longest_poll);
    longest.store(std::max(longest.load(std::memory_order_relaxed), now - begin), std::memory_order_relaxed);
    meta.waits_since = now;
    meta.waits_for = yielded || task.leaf == nullptr ? "" : task.leaf->what();
    if (lint_) lint_turn(meta, now - begin, ended, yielded);
    if (trace_) {
        trace_->add_span(Trace::Lanes::workers, worker.index(), meta.name, begin, now, meta.birthplace);
        trace_->add_span(Trace::Lanes::tasks, meta.number, "runs", begin, now, meta.birthplace);
    }
    if (!ended) return;
    const std::lock_guard lock(mutex_);
    tasks_.erase(&task);
}

void Observer::note_readiness(int descriptor, bool readable, bool writable) {
    if (!trace_) return;
    const std::string what = readable && writable ? " readable and writable"
                             : readable           ? " readable"
                                                  : " writable";
    trace_->add_moment(this_context.worker->index(), "descriptor " + std::to_string(descriptor) + what,
                       real_time());
}

void Observer::lint_turn(TaskMeta& meta, Duration length, bool ended, bool yielded) {
    if (length >= too_long_turn)
        complain(meta, "ran for " + std::to_string(milliseconds(length)) +
                           " ms without a co_await that waits: everything else on this worker stood still. "
                           "Use rt::sleep, not std::this_thread::sleep_for; give blocking or long work to "
                           "rt::spawn_blocking");
    meta.turns_at_once = yielded && !ended ? meta.turns_at_once + 1 : 0;
    if (meta.turns_at_once == many_turns && !std::exchange(meta.reported, true))
        complain(meta, "has yielded " + std::to_string(many_turns) +
                           " times in a row without ever waiting: that is busy polling. Wait for what it "
                           "needs: a socket, rt::sleep, rt::Notify");
}

void Observer::note_close(const Source& source) {
    const std::lock_guard lock(mutex_);
    for (Link* link = loans_.next_link(); link != &loans_; link = link->next_link()) {
        auto& loan = static_cast<Loan&>(*link);
        if (loan.lent != &source) continue;
        loan.lent = nullptr;
        if (lint_)
            std::fprintf(
                stderr,
                "rt lint: %s was given a connection by reference, and that is closed before %s has "
                "ended: what it refers to is gone. Give the connection away: take it by value, as in "
                "rt::spawn(echo(std::move(stream)))\n",
                loan.borrower, loan.borrower);
    }
}

Loan* begin_loan(const Source& lent, const char* borrower) {
    Observer& observer = *this_context.worker->runtime().observer;
    auto* const loan = new Loan{{}, observer, &lent, borrower};
    const std::lock_guard lock(observer.mutex_);
    loan->append_to(observer.loans_);
    return loan;
}

void end_loan(Loan* loan) {
    const std::lock_guard lock(loan->observer.mutex_);
    loan->unlink();
    delete loan;
}

void Observer::note_lost(const TaskCore& task) {
    const std::lock_guard lock(mutex_);
    const auto found = tasks_.find(&task);
    // What is not there has ended this very moment.
    if (lint_ && found != tasks_.end())
        complain(found->second, "still waited when the runtime ended, and was cancelled");
}

// A turn that never ends can't be judged at its end.
void Observer::watch(const std::stop_token& stop) {
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex_);
    while (!stopped.wait_for(lock, stop, endless_turn / 4, [&] { return stop.stop_requested(); })) {
        for (Current& current : current_) {
            if (current.meta == nullptr || current.reported || real_time() - current.begin < endless_turn)
                continue;
            current.reported = true;
            complain(*current.meta,
                     "has had its worker for more than a second and does not give it back: a loop without a "
                     "co_await that waits, or a call that blocks. No other task runs there. Put a co_await "
                     "into the loop, or give the work to rt::spawn_blocking");
        }
    }
}

}  // namespace rt::detail
