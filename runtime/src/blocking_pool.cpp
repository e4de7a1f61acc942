#include "rt/blocking_pool.hpp"

#include <pthread.h>

#include <algorithm>

#include "rt/runtime_core.hpp"
#include "rt/spawn.hpp"

namespace rt::detail {

BlockingPool& current_blocking_pool() {
    return current_runtime().blocking;
}

bool BlockingPool::poll(BlockingJob& job, TaskCore& task) {
    const std::lock_guard lock(mutex_);
    if (job.state_ != BlockingJob::State::nowhere) return job.state_ == BlockingJob::State::done;
    job.state_ = BlockingJob::State::queued;
    job.task_ = &task;
    if (last_ == nullptr)
        first_ = &job;
    else
        last_->next_ = &job;
    last_ = &job;
    ++jobs_;
    if (jobs_ <= running_threads_ || running_threads_ == most_threads_) {
        work_came_.notify_one();
        return false;
    }
    // Threads that have gone left their handles here.
    for (const std::thread::id gone : finished_) {
        const auto found = std::find_if(threads_.begin(), threads_.end(),
                                        [&](const std::thread& thread) { return thread.get_id() == gone; });
        found->join();
        threads_.erase(found);
    }
    finished_.clear();
    threads_.emplace_back([this] { work(); });
    ++running_threads_;
    return false;
}

bool BlockingPool::take_back(BlockingJob& job) {
    const std::lock_guard lock(mutex_);
    if (job.state_ != BlockingJob::State::queued) return false;
    BlockingJob* before = nullptr;
    for (BlockingJob* at = first_; at != &job; at = at->next_) before = at;
    (before == nullptr ? first_ : before->next_) = job.next_;
    if (last_ == &job) last_ = before;
    --jobs_;
    job.state_ = BlockingJob::State::done;
    return true;
}

bool BlockingPool::busy() {
    const std::lock_guard lock(mutex_);
    return jobs_ > 0;
}

void BlockingPool::work() {
    ::pthread_setname_np(::pthread_self(), "rt-blocking");
    std::unique_lock lock(mutex_);
    for (;;) {
        while (first_ == nullptr && !closed_) {
            if (work_came_.wait_for(lock, idle_time_) == std::cv_status::timeout && first_ == nullptr) break;
        }
        if (first_ == nullptr) break;
        BlockingJob& job = *first_;
        first_ = job.next_;
        if (first_ == nullptr) last_ = nullptr;
        job.state_ = BlockingJob::State::running;
        lock.unlock();
        job.call_(job);
        lock.lock();
        job.state_ = BlockingJob::State::done;
        --jobs_;
        // Under the lock: the task may not see that the job is done, and end, before it has been woken.
        job.task_->wake();
    }
    --running_threads_;
    finished_.push_back(std::this_thread::get_id());
}

void BlockingPool::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    work_came_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

}  // namespace rt::detail
