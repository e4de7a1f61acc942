// Permits, and the tasks that wait for another one to give them one, in the order in which they came. All of
// sync.hpp and channel.hpp is made of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <utility>

#include "rt/task_core.hpp"

namespace rt::detail {

/// A task in a WaitList; lives in its coroutine's frame, and leaves the list before the wait ends.
struct Waiter {
    TaskCore* task = nullptr;
    Waiter* next = nullptr;
    Waiter* previous = nullptr;
    bool listed = false;
    bool granted = false;  // it has got what it waits for
};

/// All under the owner's mutex: who grants, wakes under it, and the task looks at `granted` under it. So the
/// waiter is still there when it is woken, on whatever thread the task goes on.
class WaitList {
 public:
    void add(Waiter& waiter) {
        waiter.task = this_context.task;
        waiter.listed = true;
        waiter.previous = last_;
        (last_ == nullptr ? first_ : last_->next) = &waiter;
        last_ = &waiter;
    }
    void remove(Waiter& waiter) {
        if (!waiter.listed) return;
        (waiter.previous == nullptr ? first_ : waiter.previous->next) = waiter.next;
        (waiter.next == nullptr ? last_ : waiter.next->previous) = waiter.previous;
        waiter.listed = false;
    }
    /// Gives the first waiter what it waits for; false if nobody waits.
    bool grant_first() {
        if (first_ == nullptr) return false;
        Waiter& waiter = *first_;
        remove(waiter);
        waiter.granted = true;
        waiter.task->wake();
        return true;
    }

 private:
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
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
        while (waiters_.grant_first()) {
        }
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

    std::mutex mutex_;  // guards all that follows
    std::size_t count_;
    const std::size_t most_;
    WaitList waiters_;
};

/// Takes a permit, or waits until it is given one.
class PermitAwaiter : public Leaf {
 public:
    explicit PermitAwaiter(Permits& permits) : permits_(permits) {}
    ~PermitAwaiter() {
        if (!waits_) return;
        const std::lock_guard lock(permits_.mutex_);
        permits_.waiters_.remove(waiter_);
    }
    PermitAwaiter(const PermitAwaiter&) = delete;
    PermitAwaiter& operator=(const PermitAwaiter&) = delete;
    bool poll() override {
        const std::lock_guard lock(permits_.mutex_);
        if (gives_up()) {
            if (waiter_.granted) permits_.pass_on();  // nobody else would be woken for it
        } else if (!waiter_.granted && !permits_.take()) {
            if (!std::exchange(waits_, true)) permits_.waiters_.add(waiter_);
            return false;
        }
        permits_.waiters_.remove(waiter_);
        waits_ = false;
        return true;
    }
    [[nodiscard]] const char* what() const override { return "another task's sign"; }

 protected:
    bool waits_ = false;  // the list may know of us
    Permits& permits_;
    Waiter waiter_;
};

}  // namespace rt::detail
