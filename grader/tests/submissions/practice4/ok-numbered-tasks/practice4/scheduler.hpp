#pragma once

#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <set>

#include "practice/reactor.hpp"

/// A coroutine that has not begun.
struct Task {
    struct promise_type {
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        static std::suspend_always initial_suspend() noexcept { return {}; }
        static std::suspend_always final_suspend() noexcept { return {}; }
        static void return_void() {}
        static void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<> coroutine;
};

class Scheduler;

// A number; whoever wakes a task that has ended wakes nobody.
class Waker {
 public:
    Waker(Scheduler& scheduler, std::uint64_t number) : scheduler_(&scheduler), number_(number) {}
    inline void wake() const;

 private:
    Scheduler* scheduler_;
    std::uint64_t number_;
};

class Scheduler {
 public:
    explicit Scheduler(practice::Reactor& reactor) : reactor_(reactor) {}
    ~Scheduler() {
        for (const auto& [number, coroutine] : living_) coroutine.destroy();
    }
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    void spawn(Task task) { add(task); }
    Waker waker() { return {*this, current_}; }
    void wake(std::uint64_t number) {
        if (living_.count(number) != 0 && queued_.insert(number).second) queue_.push_back(number);
    }

    void block_on(Task task) {
        const std::uint64_t first = add(task);
        while (living_.count(first) != 0) {
            if (queue_.empty()) reactor_.wait();
            // A batch: who is woken meanwhile has a turn in the next one.
            std::deque<std::uint64_t> batch;
            batch.swap(queue_);
            for (const std::uint64_t number : batch) run(number);
            reactor_.look();
        }
    }

 private:
    std::uint64_t add(Task task) {
        living_.emplace(++last_, task.coroutine);
        wake(last_);
        return last_;
    }
    void run(std::uint64_t number) {
        queued_.erase(number);
        const auto coroutine = living_.at(number);
        current_ = number;
        coroutine.resume();
        if (!coroutine.done()) return;
        living_.erase(number);
        coroutine.destroy();
    }

    practice::Reactor& reactor_;
    std::map<std::uint64_t, std::coroutine_handle<>> living_;
    std::set<std::uint64_t> queued_;
    std::deque<std::uint64_t> queue_;
    std::uint64_t last_ = 0;
    std::uint64_t current_ = 0;
};

void Waker::wake() const {
    scheduler_->wake(number_);
}
