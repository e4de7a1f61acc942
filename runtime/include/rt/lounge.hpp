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
//  - The watchman naps, or resigns, or somebody falls asleep. They say so first, and then look at the role.
//    Whoever makes the role vacant says that first, and then looks at the lounge. So one sees the other.
// Who is awake either keeps the rule before a turn, or becomes the poller, or comes to sleep and looks, or
// ends as a worker and wakes everybody.
//
// When the poller sleeps, all is calm, and the watchman naps: until a round after the poller's alarm, that is
// the earliest timer. The turns that follow this timer are watched then, though nobody has been woken for it:
// most are over at that look, the poller sleeps again, and the watchman sets its clock anew. So a timer costs
// each of the two one sleep. When anything else ends the poller's sleep, the watchman is woken. Without an
// alarm it resigns, and sleeps like the others: an idle runtime makes no system calls at all.
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
/// going on they sleep (the watchman also as soon as the poller does). Other ones are for tests.
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

    /// By who is awake and has seen that nobody polls; `since`: for how long at most, or earlier. A watchman
    /// is not woken a second time, nor is one from a nap that is soon over.
    void want_watchman(Instant since) {
        if (watched_.load(std::memory_order_seq_cst) || sleepers() == 0) return;
        if (next_look_.load(std::memory_order_seq_cst) > since + 2 * rounds_.length) appoint_watchman();
    }
    [[nodiscard]] int sleepers() const { return sleepers_.load(std::memory_order_seq_cst); }

 private:
    void wait_for_call(std::unique_lock<std::mutex>& lock, const Look& look);
    /// The watchman's rounds and naps. True: it was called, or has found the role abandoned; false: it has
    /// resigned, or a napping one has got a successor.
    bool watch(std::unique_lock<std::mutex>& lock, const Look& look, const std::function<bool()>& is_called);
    /// Until the poller's alarm and a round more; true: goes on as the watchman.
    bool nap(std::unique_lock<std::mutex>& lock, const Look& look, const std::function<bool()>& is_called);
    void appoint_watchman();

    const Rounds rounds_;
    std::mutex mutex_;  // guards what is no atomic
    std::condition_variable called_;
    int calls_ = 0;
    std::uint64_t alarms_ = 0;          // calls to everybody: one who comes later can't use up another's
    bool post_is_open_ = false;         // the watchman's, until a sleeper has taken it
    std::atomic<bool> watched_{false};  // somebody watches, or the post is open
    std::atomic<Instant> next_look_{Instant::max()};  // the napping watchman's; max: nobody naps
    std::atomic<int> sleepers_{0};
};

}  // namespace rt::detail
