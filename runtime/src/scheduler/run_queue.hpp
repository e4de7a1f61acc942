// Tasks that are ready to run, first come first served. Owned by a worker; other workers may steal from it.
// The list goes through the tasks themselves, so a push allocates nothing. A lock and not a queue without
// locks: it can be read, and it is taken by others only when they have nothing else to do.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include "rt/detail/sync.hpp"
#include "rt/detail/task_core.hpp"

namespace rt::detail {

class RunQueue {
 public:
    explicit RunQueue(bool shared) : mutex_(shared) {}

    void push(TaskCore& task) {
        const std::lock_guard lock(mutex_);
        task.next = nullptr;
        (first_ == nullptr ? first_ : last_->next) = &task;
        last_ = &task;
        set_size(size() + 1);
    }

    /// The first task, or nullptr.
    TaskCore* pop() {
        if (size() == 0) return nullptr;
        const std::lock_guard lock(mutex_);
        TaskCore* task = first_;
        if (task == nullptr) return nullptr;
        first_ = task->next;
        set_size(size() - 1);
        return task;
    }

    /// Moves the older half, rounded up, to another queue; how many.
    std::size_t give_half_to(RunQueue& thief) {
        const std::size_t count = (size() + 1) / 2;
        for (std::size_t given = 0; given < count; ++given) {
            TaskCore* const task = pop();
            if (task == nullptr) return given;
            thief.push(*task);
        }
        return count;
    }

    /// Whether there are none. Not a hint, but under the lock: who pushes after this look sees all that the
    /// looker has done before it.
    [[nodiscard]] bool is_surely_empty() {
        const std::lock_guard lock(mutex_);
        return first_ == nullptr;
    }

    /// How many there are; just a hint to those who don't own the queue.
    [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
    void set_size(std::size_t size) { size_.store(size, std::memory_order_relaxed); }

    OptionalMutex mutex_;  // guards the list
    TaskCore* first_ = nullptr;
    TaskCore* last_ = nullptr;  // nobody's, if there is no first
    sync::atomic<std::size_t> size_{0};
};

}  // namespace rt::detail
