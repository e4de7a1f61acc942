// Tasks that are ready to run, first come first served. Owned by a worker; other workers may steal from it.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include "rt/task_core.hpp"

namespace rt::detail {

class RunQueue {
 public:
    explicit RunQueue(bool shared) : shared_(shared) {}

    void push(TaskCore& task) {
        const auto guard = lock();
        task.next = nullptr;
        if (last_ == nullptr)
            first_ = &task;
        else
            last_->next = &task;
        last_ = &task;
        set_size(size() + 1);
    }

    /// The first task, or nullptr.
    TaskCore* pop() {
        if (size() == 0) return nullptr;
        const auto guard = lock();
        TaskCore* task = first_;
        if (task == nullptr) return nullptr;
        first_ = task->next;
        if (first_ == nullptr) last_ = nullptr;
        set_size(size() - 1);
        return task;
    }

    /// Moves the older half, rounded up, to another queue; how many.
    std::size_t give_half_to(RunQueue& thief) {
        TaskCore* first = nullptr;
        std::size_t count = 0;
        {
            const auto guard = lock();
            count = (size() + 1) / 2;
            if (count == 0) return 0;
            first = first_;
            TaskCore* last = first;
            for (std::size_t index = 1; index < count; ++index) last = last->next;
            first_ = last->next;
            if (first_ == nullptr) last_ = nullptr;
            last->next = nullptr;
            set_size(size() - count);
        }
        while (first != nullptr) {
            TaskCore* const next = first->next;
            thief.push(*first);
            first = next;
        }
        return count;
    }

    /// How many there are; just a hint to those who don't own the queue.
    [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
    [[nodiscard]] std::unique_lock<std::mutex> lock() {
        return shared_ ? std::unique_lock(mutex_) : std::unique_lock<std::mutex>();
    }
    void set_size(std::size_t size) { size_.store(size, std::memory_order_relaxed); }

    const bool shared_;  // with one worker there is nobody to lock out
    std::mutex mutex_;   // guards the list
    TaskCore* first_ = nullptr;
    TaskCore* last_ = nullptr;
    std::atomic<std::size_t> size_{0};
};

}  // namespace rt::detail
