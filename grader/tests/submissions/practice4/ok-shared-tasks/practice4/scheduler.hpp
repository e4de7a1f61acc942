// Practice 4: a scheduler for one thread. A task is a coroutine that is resumed when somebody has woken it; a
// queue holds those who have been woken; when it is empty, the thread sleeps in the reactor.
#pragma once

#include <coroutine>
#include <deque>
#include <exception>
#include <memory>
#include <utility>

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

/// What the scheduler keeps of a task. Whoever may wake it shares it, so that a late wake finds something.
struct Spawned {
    explicit Spawned(Task task) : coroutine(task.coroutine) {}
    ~Spawned() { coroutine.destroy(); }
    Spawned(const Spawned&) = delete;
    Spawned& operator=(const Spawned&) = delete;

    std::coroutine_handle<> coroutine;
    bool is_queued = false;
};

using RunQueue = std::deque<std::shared_ptr<Spawned>>;

class Waker {
 public:
    Waker(std::shared_ptr<Spawned> task, RunQueue& queue) : task_(std::move(task)), queue_(&queue) {}
    /// Runs nothing: the task goes to the end of the queue, unless it is there already.
    void wake() const {
        if (std::exchange(task_->is_queued, true)) return;
        queue_->push_back(task_);
    }

 private:
    std::shared_ptr<Spawned> task_;
    RunQueue* queue_;
};

class Scheduler {
 public:
    explicit Scheduler(practice::Reactor& reactor) : reactor_(reactor) {}

    void spawn(Task task) { Waker(std::make_shared<Spawned>(task), queue_).wake(); }
    /// Of the task that runs now.
    Waker waker() { return {current_, queue_}; }

    /// Runs the task, and all others beside it, until it has ended.
    void block_on(Task task) {
        constexpr unsigned turns_between_looks = 32;
        const auto first = std::make_shared<Spawned>(task);
        Waker(first, queue_).wake();
        for (unsigned turns = 1; !first->coroutine.done(); ++turns) {
            if (queue_.empty())
                reactor_.wait();
            else
                run_one();
            // Somebody may always have something to do. The others' news must come in all the same.
            if (turns % turns_between_looks == 0) reactor_.look();
        }
    }

 private:
    void run_one() {
        current_ = std::move(queue_.front());
        queue_.pop_front();
        // Before it runs: a wake that comes meanwhile must put it back.
        current_->is_queued = false;
        if (!current_->coroutine.done()) current_->coroutine.resume();
        current_ = nullptr;
    }

    practice::Reactor& reactor_;
    RunQueue queue_;
    std::shared_ptr<Spawned> current_;
};
