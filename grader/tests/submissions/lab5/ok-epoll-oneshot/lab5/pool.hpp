// Threads beside the workers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

/// Four threads for what blocks.
class Pool {
 public:
    ~Pool() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        came_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    void run(std::function<void()> job) {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
        if (threads_.size() < 4) threads_.emplace_back([this] { work(); });
        came_.notify_one();
    }

 private:
    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            came_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            const std::function<void()> job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            job();
            lock.lock();
        }
    }

    std::mutex mutex_;  // guards all that follows
    std::condition_variable came_;
    std::deque<std::function<void()>> jobs_;
    bool closed_ = false;
    std::vector<std::thread> threads_;
};
