#include "scheduler/idle.hpp"

namespace rt::detail {

bool Idle::change_state(std::uint64_t from, std::uint64_t to) {
    std::uint64_t seen = role_.load();
    return (seen & states) == from && role_.compare_exchange_strong(seen, (seen & ~states) | to);
}

bool Idle::take_role() {
    return change_state(nobody, looks);
}

void Idle::leave_role() {
    role_.store((role_.load() & ~states) + one_departure);
}

void Idle::wake_up() {
    // Nobody else puts it to sleep; somebody may have roused it.
    if ((role_.load() & states) == sleeps) change_state(sleeps, looks);
}

void Idle::park(const std::function<bool()>& stay_up) {
    Lock lock(mutex_);
    parked_.store(parked_.load() + 1);
    // Said first, then looked. Partner: leave_role(), and then the look at who is parked in before_a_turn().
    if (!stay_up() && !is_vacant(role_.load())) {
        const auto is_called = [this, before = calls_to_all_] {
            return calls_ > 0 || calls_to_all_ != before;
        };
        while (!is_called()) {
            // The watch is not lost when a call takes away who was woken for it: each call and each watch has
            // woken somebody, so another one of these finds it open, or else the next who parks.
            if (watch_.load() != Watch::is_called)
                called_.wait(lock);
            else if (watch(lock, is_called))
                break;
        }
        if (calls_ > 0) --calls_;
    }
    parked_.store(parked_.load() - 1);
}

/// True: was called, or has found the role abandoned. False: has resigned.
bool Idle::watch(Lock& lock, const std::function<bool()>& is_called) {
    watch_.store(Watch::on_duty);
    std::uint64_t before = role_.load();
    for (int calm = 0;;) {
        const bool called = called_.wait_for(lock, rounds_.length, is_called);
        const std::uint64_t now = role_.load();
        const bool is_abandoned = is_vacant(now) && now == before;
        const bool nobody_left = !is_vacant(now) && now / one_departure == before / one_departure;
        calm = nobody_left ? calm + 1 : 0;
        before = now;
        if (called || is_abandoned) {
            watch_.store(Watch::nobody);
            return true;
        }
        // A round is waited for even if the poller sleeps again. Otherwise a client that asks as soon as it
        // is answered would have a watchman woken for each question.
        if (calm < rounds_.of_calm && !(nobody_left && (now & states) == sleeps)) continue;
        // Said first, then looked. Partner: leave_role(), and then the look at the watch in before_a_turn().
        // (Who has seen that nobody watches waits for our lock then, and finds the watch kept.)
        watch_.store(Watch::nobody);
        before = role_.load();
        if (!is_vacant(before)) return false;
        watch_.store(Watch::on_duty);
        calm = 0;
    }
}

void Idle::call_one() {
    {
        const std::lock_guard lock(mutex_);
        if (calls_ >= parked()) return;
        ++calls_;
    }
    called_.notify_one();
}

void Idle::call_all() {
    {
        const std::lock_guard lock(mutex_);
        ++calls_to_all_;
    }
    called_.notify_all();
}

void Idle::call_watchman() {
    {
        const std::lock_guard lock(mutex_);
        if (watch_.load() != Watch::nobody || parked() == 0) return;
        watch_.store(Watch::is_called);
    }
    called_.notify_one();
}

}  // namespace rt::detail
