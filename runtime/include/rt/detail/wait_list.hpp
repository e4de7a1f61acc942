// Tasks that wait for something another task will do, in the order in which they came, and permits for which
// they wait: what sync.hpp and channel.hpp are made of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>

#include "rt/detail/link.hpp"
#include "rt/detail/sync.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

/// Lives in the waiting coroutine's frame, and leaves the list before the wait ends.
struct Waiter : Link {
    TaskCore* task = nullptr;  // nullptr: the list knows nothing of it
    bool granted = false;      // it has got what it waits for …
    bool by_itself = false;    // … and nobody else has: without it, it is the next one's
};

/// All under the owner's mutex: who grants, wakes under it, and the task looks at `granted` under it. So the
/// waiter is still there when it is woken, on whatever thread the task goes on.
class WaitList {
 public:
    void add(Waiter& waiter) {
        waiter.task = this_context.task;
        if (waiter.is_alone()) waiter.append_to(waiters_);
    }
    /// Gives the first waiter what it waits for; false if nobody waits.
    bool grant_first(bool by_itself = true) {
        if (waiters_.is_alone()) return false;
        auto& first = static_cast<Waiter&>(*waiters_.next_link());
        first.unlink();
        first.granted = true;
        first.by_itself = by_itself;
        first.task->wake();
        return true;
    }
    void grant_all() {
        while (grant_first(false)) {
        }
    }

 private:
    Link waiters_;
};

/// A number of permits, at most so many, and the tasks that wait for one: nobody while there is a permit.
class Permits {
 public:
    static constexpr std::size_t endless = ~std::size_t{0};

    explicit Permits(std::size_t count, std::size_t most = endless) : count_(count), most_(most) {}

    /// One more: for the first who waits, or kept for who comes next.
    void give() {
        const std::lock_guard lock(mutex_);
        pass_on();
    }
    /// One for each who waits, and at least so many for those who come later.
    void give_all(std::size_t kept = 0) {
        const std::lock_guard lock(mutex_);
        waiters_.grant_all();
        count_ = std::max(count_, kept);
    }
    /// How many there are now.
    [[nodiscard]] std::size_t count() {
        const std::lock_guard lock(mutex_);
        return count_;
    }

 private:
    friend class PermitAwaiter;
    void pass_on() {
        if (!waiters_.grant_first() && count_ < most_) ++count_;
    }
    bool take() {
        if (count_ == 0) return false;
        --count_;
        return true;
    }

    sync::mutex mutex_;  // guards all that follows
    std::size_t count_;
    const std::size_t most_;
    WaitList waiters_;
};

/// Takes a permit, or waits until it is given one.
class PermitAwaiter : public Leaf {
 public:
    explicit PermitAwaiter(Permits& permits) : permits_(permits) {}
    PermitAwaiter(PermitAwaiter&&) = default;
    ~PermitAwaiter() {
        if (waiter_.task == nullptr) return;
        const std::lock_guard lock(permits_.mutex_);
        waiter_.unlink();
    }
    bool poll() final {
        const std::lock_guard lock(permits_.mutex_);
        if (gives_up()) {
            if (waiter_.by_itself) permits_.pass_on();  // nobody else would be woken for it
        } else if (!waiter_.granted && !permits_.take()) {
            permits_.waiters_.add(waiter_);
            return false;
        }
        waiter_.unlink();
        waiter_.task = nullptr;
        return true;
    }
    [[nodiscard]] const char* what() const override { return "another task's sign"; }

 protected:
    Permits& permits_;
    Waiter waiter_;
};

}  // namespace rt::detail
