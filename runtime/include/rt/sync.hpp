// Waiting for other tasks. Every wait suspends the task, never the worker; the task goes on, on whatever
// worker takes it, in the order in which the waiters came. All of it may be used from any thread, except the
// waiting itself.
#pragma once

#include <cstddef>
#include <memory>

#include "rt/detail/wait_list.hpp"
#include "rt/task.hpp"

namespace rt {

/// A bell: who waits hears the next ring. One ring with nobody there is kept for the next who comes.
class Notify {
 public:
    using Awaiter = detail::PermitAwaiter;
    [[nodiscard("write co_await")]] Awaiter wait() { return Awaiter(rings_); }
    void notify_one() { rings_.give(); }
    /// Wakes those who wait now.
    void notify_all() { rings_.give_all(); }

 private:
    detail::Permits rings_{0, 1};
};

/// Something that happens once, and has happened from then on.
class Event {
 public:
    using Awaiter = detail::PermitAwaiter;
    [[nodiscard("write co_await")]] Awaiter wait() { return Awaiter(passes_); }
    void set() { passes_.give_all(detail::Permits::endless); }
    [[nodiscard]] bool is_set() { return passes_.count() > 0; }

 private:
    detail::Permits passes_{0};
};

/// So many permits; who wants one waits until somebody gives one back. Fair: permits go to the first who
/// waits.
class Semaphore {
 public:
    explicit Semaphore(std::size_t permits) : permits_(permits) {}

    /// Gives its permit back when it is destroyed.
    class [[nodiscard("the permit goes back when it is destroyed: keep it")]] Permit {
     public:
        explicit Permit(detail::Permits & owner) : owner_(&owner) {}

     private:
        struct GiveBack {
            void operator()(detail::Permits* owner) const { owner->give(); }
        };
        std::unique_ptr<detail::Permits, GiveBack> owner_;
    };
    class Awaiter final : public detail::PermitAwaiter {
     public:
        using PermitAwaiter::PermitAwaiter;
        Permit await_resume() const {
            Leaf::await_resume();
            return Permit(permits_);
        }
    };
    [[nodiscard("write co_await")]] Awaiter acquire() { return Awaiter(permits_); }
    [[nodiscard]] std::size_t available() { return permits_.count(); }

 private:
    detail::Permits permits_;
};

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
