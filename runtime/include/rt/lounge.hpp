// Where workers sleep that have nothing to run while another one is the poller: on a condition variable, that
// is on a futex.
//
// If the poller takes up tasks and one of them blocks, nobody would look for events any more. So while there
// is anything going on, one sleeper is the watchman: it looks every millisecond whether the poller's role has
// been vacant since it last looked, and then gets up to take it. After a while without anything going on it
// sleeps like the others: an idle runtime makes no system calls at all.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "rt/reactor.hpp"

namespace rt::detail {

class Lounge {
 public:
    /// Sleeps until somebody calls, or the watchman has found the poller's role abandoned. Not at all if
    /// nobody polls, or `stay_up` says so: that is asked under the lock that callers take, so a call that
    /// comes after the answer finds the sleeper. It may take the lock of the runtime's list of tasks, so
    /// nobody calls from under that one.
    void sleep(const Reactor& reactor, const std::function<bool()>& stay_up);
    /// Wakes one sleeper, to help with work; does nothing if nobody sleeps.
    void call_one();
    /// Wakes everybody who sleeps now.
    void call_all();

    /// By the poller that leaves its role to run tasks.
    void note_departure() {
        departures_.store(departures_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (!watched_.load(std::memory_order_relaxed) && sleepers() > 0) ask_for_watchman();
    }
    [[nodiscard]] int sleepers() const { return sleepers_.load(std::memory_order_seq_cst); }

 private:
    void wait_for_call(std::unique_lock<std::mutex>& lock, const Reactor& reactor);
    /// The watchman's rounds, until it is called, finds the role abandoned (true), or all is calm (false).
    bool watch(std::unique_lock<std::mutex>& lock, const Reactor& reactor,
               const std::function<bool()>& is_called);
    void ask_for_watchman();

    std::mutex mutex_;  // guards what is no atomic
    std::condition_variable called_;
    int calls_ = 0;
    std::uint64_t alarms_ = 0;  // calls to everybody: one who comes later can't use up another's
    bool watchman_wanted_ = false;
    std::atomic<int> sleepers_{0};
    std::atomic<bool> watched_{false};
    std::atomic<std::uint64_t> departures_{0};
};

}  // namespace rt::detail
