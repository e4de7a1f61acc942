// Waiting for other tasks. Every wait suspends the task, never the worker; the task goes on, on whatever
// worker takes it, in the order in which the waiters came. All of it may be used from any thread, except the
// waiting itself.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include "rt/task.hpp"
#include "rt/wait_list.hpp"

namespace rt {

/// A bell: who waits hears the next ring. One ring with nobody there is kept for the next who comes.
class Notify {
 public:
    using Awaiter = detail::GrantAwaiter<Notify>;
    [[nodiscard("write co_await")]] Awaiter wait() { return Awaiter(*this); }
    void notify_one() {
        const std::lock_guard lock(mutex_);
        if (!waiters_.grant_first()) kept_ = true;
    }
    /// Wakes those who wait now.
    void notify_all() {
        const std::lock_guard lock(mutex_);
        waiters_.grant_all();
    }

 private:
    friend detail::GrantAwaiter<Notify>;
    bool try_now() { return std::exchange(kept_, false); }
    static void granted() {}
    std::mutex mutex_;  // guards all that follows
    bool kept_ = false;
    detail::WaitList waiters_;
};

/// Something that happens once, and has happened from then on.
class Event {
 public:
    using Awaiter = detail::GrantAwaiter<Event>;
    [[nodiscard("write co_await")]] Awaiter wait() { return Awaiter(*this); }
    void set() {
        const std::lock_guard lock(mutex_);
        set_ = true;
        waiters_.grant_all();
    }
    [[nodiscard]] bool is_set() {
        const std::lock_guard lock(mutex_);
        return set_;
    }

 private:
    friend detail::GrantAwaiter<Event>;
    [[nodiscard]] bool try_now() const { return set_; }
    static void granted() {}
    std::mutex mutex_;  // guards all that follows
    bool set_ = false;
    detail::WaitList waiters_;
};

/// So many permits; who wants one waits until somebody gives one back. Fair: permits go to the first who
/// waits.
class Semaphore {
 public:
    explicit Semaphore(std::size_t permits) : permits_(permits) {}

    /// Gives its permit back when it is destroyed.
    class [[nodiscard("the permit goes back when it is destroyed: keep it")]] Permit;
    using Awaiter = detail::GrantAwaiter<Semaphore>;
    [[nodiscard("write co_await")]] Awaiter acquire() { return Awaiter(*this); }
    [[nodiscard]] std::size_t available() {
        const std::lock_guard lock(mutex_);
        return permits_;
    }

 private:
    friend detail::GrantAwaiter<Semaphore>;
    [[nodiscard]] bool try_now() {
        if (permits_ == 0 || !waiters_.empty()) return false;
        --permits_;
        return true;
    }
    Permit granted();
    void give_back() {
        const std::lock_guard lock(mutex_);
        if (!waiters_.grant_first()) ++permits_;
    }
    std::mutex mutex_;  // guards all that follows
    std::size_t permits_;
    detail::WaitList waiters_;
};

class Semaphore::Permit {
 public:
    explicit Permit(Semaphore& semaphore) : semaphore_(&semaphore) {}

 private:
    struct GiveBack {
        void operator()(Semaphore* semaphore) const { semaphore->give_back(); }
    };
    std::unique_ptr<Semaphore, GiveBack> semaphore_;
};
inline Semaphore::Permit Semaphore::granted() {
    return Permit(*this);
}

/// Mutual exclusion that may be held across a co_await. For a few lines without one, std::mutex is better.
class Mutex {
 public:
    using Lock = Semaphore::Permit;
    [[nodiscard("write co_await")]] Semaphore::Awaiter lock() { return one_.acquire(); }

 private:
    Semaphore one_{1};
};

// These are shared by reference between tasks, by whoever outlives them.
template <>
inline constexpr bool outlives_its_tasks<Notify> = true;
template <>
inline constexpr bool outlives_its_tasks<Event> = true;
template <>
inline constexpr bool outlives_its_tasks<Semaphore> = true;
template <>
inline constexpr bool outlives_its_tasks<Mutex> = true;

}  // namespace rt
