#include "rt/lounge.hpp"

#include <utility>

namespace rt::detail {

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
        calm = !now.vacant && now == before ? calm + 1 : 0;
        before = now;
        if (!called && !abandoned && calm < rounds_.of_calm) continue;
        watched_.store(false, std::memory_order_seq_cst);
        if (called || abandoned) return true;
        // Resigned, said first; then looked. Partners: Reactor::leave_role(), and then watched_ in
        // want_watchman(). Either who leaves the role sees that nobody watches, or we see that it has left,
        // and go on. (Who has seen that nobody watches waits for our lock then, and finds the watch kept.)
        if (!look().vacant) return false;
        watched_.store(true, std::memory_order_seq_cst);
        calm = 0;
    }
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
        post_is_open_ = true;
    }
    called_.notify_one();
}

}  // namespace rt::detail
