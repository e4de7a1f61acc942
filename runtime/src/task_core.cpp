#include "rt/task_core.hpp"

#include <utility>

#include "rt/observer.hpp"
#include "rt/runtime_core.hpp"

namespace rt::detail {

void TaskCore::queue(std::uint32_t mark) {
    // Pairs with begin_turn() and end_turn(). Who sees none of the three has set is_queued, and so is the one
    // who puts the task into a queue.
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
    delete std::exchange(label, nullptr);
    if ((state_.load(std::memory_order_relaxed) & is_in_reactor) != 0)
        runtime_.reactor.bury(std::shared_ptr<TaskCore>(this));
    else
        delete this;
}

}  // namespace rt::detail
