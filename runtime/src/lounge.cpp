#include "rt/lounge.hpp"

#include <algorithm>
#include <utility>

namespace rt::detail {

namespace {

/// A round after the poller has come back by itself; Instant::max() if it won't.
Instant next_look_after(const Vacancy& seen, Duration round) {
    constexpr Duration longest_nap = std::chrono::hours(24);
    constexpr Duration most_late = std::chrono::milliseconds(100);
    if (!seen.poller_sleeps()) return Instant::max();
    const Instant now = std::chrono::steady_clock::now();
    const Duration ahead = seen.alarm - now;
    if (ahead > longest_nap) return Instant::max();
    // The kernel's alarms of epoll are late by a thousandth of the wait: select_estimate_accuracy() in its
    // fs/select.c. If this one is later still, so are we, by as much again.
    if (ahead > Duration::zero()) return seen.alarm + std::min(ahead / 1000, most_late) + round;
    return now - ahead + round;
}

}  // namespace

void Lounge::sleep(const Look& look, const std::function<bool()>& stay_up) {
    std::unique_lock lock(mutex_);
    sleepers_.store(sleepers_.load(std::memory_order_relaxed) + 1, std::memory_order_seq_cst);
    // Said first, then looked. Partners: Reactor::leave_role(), and then sleepers() in want_watchman().
    // Either who leaves the role sees a sleeper, or we see that it has left.
    if (!stay_up() && !look().vacant) wait_for_call(lock, look);
    sleepers_.store(sleepers_.load(std::memory_order_relaxed) - 1, std::memory_order_seq_cst);
}

void Lounge::wait_for_call(std::unique_lock<std::mutex>& lock, const Look& look) {
    const auto is_called = [this, alarm = alarms_] { return calls_ > 0 || alarms_ != alarm; };
    while (!is_called()) {
        // No post is lost when a call takes away who was woken for it: each call and each post has woken
        // somebody, so another one of these finds it open, or else the next who falls asleep.
        if (!std::exchange(post_is_open_, false))
            called_.wait(lock);
        else if (watch(lock, look, is_called))
            break;
    }
    if (calls_ > 0) --calls_;
}

bool Lounge::watch(std::unique_lock<std::mutex>& lock, const Look& look,
                   const std::function<bool()>& is_called) {
    Vacancy before = look();
    for (int calm = 0;;) {
        const bool called = called_.wait_for(lock, rounds_.length, is_called);
        const Vacancy now = look();
        const bool abandoned = now.vacant && now == before;
        const bool nobody_left = !now.vacant && now.departures == before.departures;
        calm = nobody_left ? calm + 1 : 0;
        before = now;
        if (called || abandoned) {
            watched_.store(false, std::memory_order_seq_cst);
            return true;
        }
        // A round is waited for even if the poller sleeps again. Otherwise a client that asks as soon as it
        // is answered would have a watchman woken for each question.
        if (calm < rounds_.of_calm && !(nobody_left && now.poller_sleeps())) continue;
        do {
            if (!nap(lock, look, is_called)) return is_called();
            before = look();
        } while (before.poller_sleeps());
        calm = 0;
    }
}

bool Lounge::nap(std::unique_lock<std::mutex>& lock, const Look& look,
                 const std::function<bool()>& is_called) {
    const Instant end = next_look_after(look(), rounds_.length);
    next_look_.store(end, std::memory_order_seq_cst);
    watched_.store(false, std::memory_order_seq_cst);
    // Said first, then looked. Partners: Reactor::leave_role(), and then watched_ and next_look_ in
    // want_watchman(). Either who leaves the role sees that nobody watches, or we see that it has left, and
    // go on. (Who has seen that nobody watches waits for our lock then, and finds the watch kept.)
    if (!look().vacant) {
        if (end == Instant::max()) return false;
        called_.wait_until(lock, end, [&] { return is_called() || post_is_open_; });
        const bool still_ours = next_look_.load(std::memory_order_relaxed) == end;
        if (is_called()) {
            if (still_ours) next_look_.store(Instant::max(), std::memory_order_seq_cst);
            return false;
        }
        const bool appointed = std::exchange(post_is_open_, false);
        if (!appointed && !still_ours) return false;
    }
    // Awake: said first, and the caller looks then. Partners: Reactor::leave_role(), and then next_look_ in
    // want_watchman(). Who has left in reliance on our next look is seen by it.
    watched_.store(true, std::memory_order_seq_cst);
    next_look_.store(Instant::max(), std::memory_order_seq_cst);
    return true;
}

void Lounge::call_one() {
    {
        const std::lock_guard lock(mutex_);
        if (calls_ >= sleepers()) return;
        ++calls_;
    }
    called_.notify_one();
}

void Lounge::call_all() {
    {
        const std::lock_guard lock(mutex_);
        ++alarms_;
    }
    called_.notify_all();
}

void Lounge::appoint_watchman() {
    {
        const std::lock_guard lock(mutex_);
        if (watched_.load(std::memory_order_relaxed) || sleepers() == 0) return;
        watched_.store(true, std::memory_order_seq_cst);
        // Whoever naps may not be the one who is woken, and is then relied on no more.
        next_look_.store(Instant::max(), std::memory_order_seq_cst);
        post_is_open_ = true;
    }
    called_.notify_one();
}

}  // namespace rt::detail
