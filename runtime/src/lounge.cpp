#include "rt/lounge.hpp"

#include <chrono>

namespace rt::detail {

void Lounge::sleep(const Reactor& reactor, const std::function<bool()>& stay_up) {
    std::unique_lock lock(mutex_);
    // Sequentially consistent, as are the role and note_departure(): either the poller that leaves sees a
    // sleeper and asks for a watchman, or we see that it has left.
    sleepers_.store(sleepers_.load(std::memory_order_relaxed) + 1, std::memory_order_seq_cst);
    if (!stay_up() && reactor.role_is_taken()) wait_for_call(lock, reactor);
    sleepers_.store(sleepers_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
}

void Lounge::wait_for_call(std::unique_lock<std::mutex>& lock, const Reactor& reactor) {
    constexpr std::chrono::milliseconds round(1);
    constexpr int rounds_of_calm = 10;
    bool watchman = false;
    int calm = 0;
    bool was_vacant = false;
    std::uint64_t departures = 0;
    const std::uint64_t alarm = alarms_;
    while (calls_ == 0 && alarms_ == alarm && !closed_) {
        if (watchman_wanted_) {
            watchman = true;
            watchman_wanted_ = false;
            calm = 0;
            was_vacant = false;
        }
        if (!watchman) {
            called_.wait(lock);
            continue;
        }
        called_.wait_for(lock, round);
        const std::uint64_t now = departures_.load(std::memory_order_relaxed);
        const bool vacant = !reactor.role_is_taken();
        if (vacant && was_vacant && now == departures) break;
        calm = vacant || now != departures ? 0 : calm + 1;
        was_vacant = vacant;
        departures = now;
        if (calm == rounds_of_calm) {
            watchman = false;
            watched_.store(false, std::memory_order_relaxed);
        }
    }
    if (watchman) watched_.store(false, std::memory_order_relaxed);
    if (calls_ > 0) --calls_;
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

void Lounge::ask_for_watchman() {
    {
        const std::lock_guard lock(mutex_);
        if (watched_.load(std::memory_order_relaxed) || sleepers() == 0) return;
        watched_.store(true, std::memory_order_relaxed);
        watchman_wanted_ = true;
    }
    called_.notify_one();
}

void Lounge::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    called_.notify_all();
}

}  // namespace rt::detail
