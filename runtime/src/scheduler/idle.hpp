// Workers that have nothing to run: one of them polls, the others are parked, on a condition variable, that
// is on a futex.
//
// The rule: while anybody is parked, somebody polls, or is on the way to. It is what keeps a runtime alive
// whose tasks block or compute for ever: one free worker is enough for all other tasks.
//
// A poller gives its role up before it runs what it has found. If one of these tasks blocks, nobody would
// look for events any more. So one who is parked is the watchman: it looks every millisecond whether the role
// has been vacant since its last look. If so, it gets up, and is a worker like others: it runs what it can
// steal, or polls. When the poller sleeps, all is calm, and the watchman parks like the others: an idle
// runtime makes no system calls at all. Who then leaves the role to run something, calls for a watchman
// first.
//
// One place keeps the rule, before_a_turn(): no turn begins while the role is vacant, somebody is parked, and
// nobody watches. These three can come together in three ways:
//  - The poller leaves. It is awake then, and keeps the rule before its next turn.
//  - The watchman gets up. It is awake as well: if its turn will block, it has a successor first.
//  - The watchman resigns, or somebody parks. They say so first, and then look at the role. Whoever leaves
//  the role
//    says that first, and then looks at the watch and at who is parked. So one sees the other.
// Who is awake either keeps the rule before a turn, or becomes the poller, or comes to park and looks, or
// ends as a worker and wakes everybody. The handshakes, line by line: PROTOCOLS.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

#include "rt/clock.hpp"
#include "rt/detail/sync.hpp"

namespace rt::detail {

/// How those look who have nothing to do: how often, and after how many looks without anything going on they
/// sleep (the watchman also as soon as the poller does). Other ones are for tests.
struct Rounds {
    Duration length = std::chrono::milliseconds(1);
    int of_calm = 10;
};

class Idle {
 public:
    explicit Idle(Rounds rounds = {}) : rounds_(rounds) {}

    // The poller's role, which exists once. All changes are sequentially consistent, since each is a "say
    // first, then look".

    /// By who has nothing to run. True: is the poller from now on.
    [[nodiscard]] bool take_role();
    /// By the poller, before it runs what it has found.
    void leave_role();
    /// By the poller, before a wait that ends only with an event, a timer, or somebody who rouses it.
    void fall_asleep() { role_.store((role_.load() & ~states) | sleeps); }
    /// By the poller, after its wait, before it wakes tasks: it is not the poller whom these would have to
    /// rouse.
    void wake_up();

    [[nodiscard]] bool poller_sleeps() const { return (role_.load() & states) == sleeps; }
    /// Of pollers, so far.
    [[nodiscard]] std::uint64_t departures() const { return role_.load() / one_departure; }

    // Those who are parked.

    /// Parks until somebody calls, or, as the watchman, until the role has been vacant for a round. Not at
    /// all if it is vacant, or `stay_up` says so: that is asked under the lock that callers take, so a call
    /// that comes after the answer finds who is parked. It may take the lock of the runtime's list of tasks,
    /// so nobody calls from under that one.
    void park(const std::function<bool()>& stay_up);
    [[nodiscard]] int parked() const { return parked_.load(); }
    /// Wakes one, to help with work; nothing if nobody is parked.
    void call_one();
    /// Wakes everybody who is parked now.
    void call_all();

    /// By a worker before each turn, which may be endless; `leaves_tasks`: in its queue. True: the poller
    /// sleeps and must be interrupted, so that it takes these. (Only the first who sees it asleep pays for
    /// that.)
    [[nodiscard]] bool before_a_turn(bool leaves_tasks) {
        const std::uint64_t role = role_.load();
        if (is_vacant(role)) {
            if (watch_.load() == Watch::nobody && parked() > 0) call_watchman();
            return false;
        }
        return leaves_tasks && (role & states) == sleeps && change_state(sleeps, looks);
    }

 private:
    // The role in a word: its state, and above it the number of departures so far. So two looks that see the
    // same vacancy see the same word.
    static constexpr std::uint64_t nobody = 0;
    static constexpr std::uint64_t looks = 1;   // somebody polls, and comes back soon
    static constexpr std::uint64_t sleeps = 2;  // somebody polls, and comes back when there is something
    static constexpr std::uint64_t states = 3;
    static constexpr std::uint64_t one_departure = 4;
    static bool is_vacant(std::uint64_t role) { return (role & states) == nobody; }
    bool change_state(std::uint64_t from, std::uint64_t to);

    /// The watchman's: nobody has it; somebody was called for it; somebody has it.
    enum class Watch : unsigned char { nobody, is_called, on_duty };
    using Lock = std::unique_lock<sync::mutex>;
    bool watch(Lock& lock, const std::function<bool()>& is_called);
    void call_watchman();

    const Rounds rounds_;
    sync::atomic<std::uint64_t> role_{nobody};
    // Written under the mutex, and looked at without it.
    sync::atomic<int> parked_{0};
    sync::atomic<Watch> watch_{Watch::nobody};
    sync::mutex mutex_;  // guards what follows
    sync::condition_variable called_;
    int calls_ = 0;
    // Calls to everybody: who comes later can't use up another one's.
    std::uint64_t calls_to_all_ = 0;
};

}  // namespace rt::detail
