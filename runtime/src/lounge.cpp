#include "rt/lounge.hpp"

#include <chrono>
#include <utility>

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
    const auto is_called = [this, alarm = alarms_] { return calls_ > 0 || alarms_ != alarm; };
    while (!is_called()) {
        called_.wait(lock, [&] { return is_called() || watchman_wanted_; });
        if (std::exchange(watchman_wanted_, false) && watch(lock, reactor, is_called)) break;
    }
    if (calls_ > 0) --calls_;
}

bool Lounge::watch(std::unique_lock<std::mutex>& lock, const Reactor& reactor,
                   const std::function<bool()>& is_called) {
    constexpr std::chrono::milliseconds round(1);
    constexpr int rounds_of_calm = 10;
    bool gets_up = false;
    bool was_vacant = false;
    std::uint64_t departures = 0;
    for (int calm = 0; calm < rounds_of_calm && !gets_up; ++calm) {
        gets_up = called_.wait_for(lock, round, is_called);
        const std::uint64_t now = departures_.load(std::memory_order_relaxed);
        const bool vacant = !reactor.role_is_taken();
        if (vacant && was_vacant && now == departures) gets_up = true;
        if (vacant || now != departures) calm = -1;
        was_vacant = vacant;
        departures = now;
    }
    watched_.store(false, std::memory_order_relaxed);
    return gets_up;
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

}  // namespace rt::detail
