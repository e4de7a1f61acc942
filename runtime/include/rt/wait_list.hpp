// Tasks that wait for something another task will do, in the order in which they came. The parts of all that
// is in sync.hpp and channel.hpp.
#pragma once

#include <mutex>
#include <utility>

#include "rt/result.hpp"
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
        waiter.next = waiter.previous = nullptr;
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
    void grant_all() {
        while (grant_first()) {
        }
    }
    [[nodiscard]] bool empty() const { return first_ == nullptr; }

 private:
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
};

/// Waits until `Owner` grants it. Owner::try_now() says whether it is to be had at once, Owner::granted()
/// what the one who waited gets.
template <class Owner>
class GrantAwaiter final : public Leaf {
 public:
    explicit GrantAwaiter(Owner& owner) : owner_(owner) {}
    ~GrantAwaiter() {
        if (!waits_) return;
        const std::lock_guard lock(owner_.mutex_);
        owner_.waiters_.remove(waiter_);
    }
    GrantAwaiter(const GrantAwaiter&) = delete;
    GrantAwaiter& operator=(const GrantAwaiter&) = delete;
    bool poll() override {
        const std::lock_guard lock(owner_.mutex_);
        if (waiter_.granted || gives_up() || (!waits_ && owner_.try_now())) {
            owner_.waiters_.remove(waiter_);
            waits_ = false;
            return true;
        }
        if (!std::exchange(waits_, true)) owner_.waiters_.add(waiter_);
        return false;
    }
    [[nodiscard]] const char* what() const override { return "another task's sign"; }
    auto await_resume() const {
        Leaf::await_resume();
        return owner_.granted();
    }

 private:
    bool waits_ = false;  // the list may know of us
    Owner& owner_;
    Waiter waiter_;
};

}  // namespace rt::detail
