// The parts of a task's life that are too long for its header: being woken, ending, being joined. Each of
// them is one instruction on `state_` that tells both sides who came first: PROTOCOLS.md has the tables.
#include "rt/detail/task_core.hpp"

#include "observe/observer.hpp"
#include "scheduler/scheduler.hpp"

namespace rt::detail {

void TaskCore::queue(std::uint32_t mark) {
    // Pairs with begin_turn() and end_turn(). Of all who wake a task that waits, one finds it neither queued
    // nor running: that one puts it into a queue. While it runs, its worker does so at the end of the turn.
    const std::uint32_t before = state_.fetch_or(mark | is_queued, std::memory_order_acq_rel);
    if ((before & (is_queued | is_running | is_done)) == 0) runtime_.schedule(*this);
}

// After is_done has been set, the task belongs to its handle, unless joiner_ is still set.
void TaskCore::finish() {
    take_result();
    const std::uint32_t before = state_.fetch_or(is_done, std::memory_order_acq_rel);
    if ((before & is_joined) != 0) {
        joiner_.load(std::memory_order_relaxed)->wake();
        // The joiner may not end before this: join() and leave() wait for it.
        joiner_.store(nullptr, std::memory_order_release);
    } else if ((before & has_handle) == 0) {
        report_unseen_failure();
        destroy();
    }
}

bool TaskCore::join(TaskCore& joiner) {
    // Acquire, here and in leave(): what finish() has stored is its last touch, and we may free the task
    // next.
    if (joiner_.load(std::memory_order_acquire) == nullptr) {
        if (done()) return true;
        joiner_.store(&joiner, std::memory_order_relaxed);
        // Either finish() sees is_joined, or this sees is_done.
        if ((state_.fetch_or(is_joined, std::memory_order_acq_rel) & is_done) == 0) return false;
        joiner_.store(nullptr, std::memory_order_relaxed);
        return true;
    }
    if (!done()) return false;
    wait_for_finish();
    return true;
}

void TaskCore::leave() {
    if (joiner_.load(std::memory_order_acquire) == nullptr) return;
    if ((state_.fetch_and(~is_joined, std::memory_order_acq_rel) & is_done) != 0)
        wait_for_finish();
    else
        joiner_.store(nullptr, std::memory_order_relaxed);
}

// finish() is waking us on another thread: a few instructions more.
void TaskCore::wait_for_finish() const {
    while (joiner_.load(std::memory_order_acquire) != nullptr) {
    }
}

void TaskCore::destroy() {
    if ((state_.load(std::memory_order_relaxed) & is_in_reactor) != 0)
        runtime_.reactor.retire(std::shared_ptr<TaskCore>(this));
    else
        delete this;
}

}  // namespace rt::detail
