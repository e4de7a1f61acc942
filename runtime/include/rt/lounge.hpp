// Where workers sleep that have nothing to run while another one is the poller: on a condition variable, that
// is on a futex.
//
// A poller gives its role up before it runs what it has found. If one of these tasks blocks, or computes for
// long, nobody would look for events any more. So one sleeper is the watchman: it looks every millisecond
// whether the poller's role has been vacant since its last look. If so, it gets up, and is a worker like
// others: it runs what it can steal, or polls.
//
// One rule makes this safe, and one place keeps it, Worker::keep_watch(): no turn begins while the role of
// the poller is vacant, somebody sleeps, and nobody watches. These three can come together in four ways:
//  - The poller leaves. It is awake then, and keeps the rule before its next turn.
//  - The watchman gets up. It is awake as well: if its turn will block, it has a successor first.
//  - The watchman resigns, or somebody falls asleep. They say so first, and then look at the role. Whoever
//    makes the role vacant says that first, and then looks at the lounge. So one of the two sees the other.
// Who is awake either keeps the rule before a turn, or becomes the poller, or comes to sleep and looks, or
// ends as a worker and wakes everybody.
//
// After a while without anything going on, the watchman sleeps like the others: an idle runtime makes no
// system calls at all.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "rt/clock.hpp"
#include "rt/reactor.hpp"

namespace rt::detail {

/// How those watch who have nothing to do: how often they look, and after how many looks without anything
/// going on they sleep. Other ones are for tests.
struct Rounds {
    Duration length = std::chrono::milliseconds(1);
    int of_calm = 10;
};

class Lounge {
 public:
    /// How the lounge learns whether somebody polls: Reactor::vacancy().
    using Look = std::function<Vacancy()>;

    explicit Lounge(Rounds rounds = {}) : rounds_(rounds) {}

    /// Sleeps until somebody calls, or the watchman has found the poller's role abandoned. Not at all if
    /// nobody polls, or `stay_up` says so: that is asked under the lock that callers take, so a call that
    /// comes after the answer finds the sleeper. It may take the lock of the runtime's list of tasks, so
    /// nobody calls from under that one.
    void sleep(const Look& look, const std::function<bool()>& stay_up);
    /// Wakes one sleeper, to help with work; does nothing if nobody sleeps.
    void call_one();
    /// Wakes everybody who sleeps now.
    void call_all();

    /// By who is awake and has seen that nobody polls. A watchman is not woken a second time.
    void want_watchman() {
        if (!watched_.load(std::memory_order_seq_cst) && sleepers() > 0) appoint_watchman();
    }
    [[nodiscard]] int sleepers() const { return sleepers_.load(std::memory_order_seq_cst); }

 private:
    void wait_for_call(std::unique_lock<std::mutex>& lock, const Look& look);
    /// The watchman's rounds, until it is called, finds the role abandoned (true), or all is calm (false).
    bool watch(std::unique_lock<std::mutex>& lock, const Look& look, const std::function<bool()>& is_called);
    void appoint_watchman();

    const Rounds rounds_;
    std::mutex mutex_;  // guards what is no atomic
    std::condition_variable called_;
    int calls_ = 0;
    std::uint64_t alarms_ = 0;          // calls to everybody: one who comes later can't use up another's
    bool post_is_open_ = false;         // the watchman's, until a sleeper has taken it
    std::atomic<bool> watched_{false};  // somebody watches, or the post is open
    std::atomic<int> sleepers_{0};
};

}  // namespace rt::detail
