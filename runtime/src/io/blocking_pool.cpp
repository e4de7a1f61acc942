// poll() and busy() are called by workers, work() is the pool's threads'. All they share is under one lock,
// and a call of some microseconds more or less does not matter here.
#include "io/blocking_pool.hpp"

#include <pthread.h>

#include "scheduler/scheduler.hpp"

namespace rt::detail {

bool BlockingJob::poll() {
    return current_runtime().blocking.poll(*this);
}

bool BlockingPool::poll(BlockingJob& job) {
    const std::lock_guard lock(mutex_);
    if (job.state == BlockingJob::State::done) return true;
    // What runs can't be stopped; what waits in the queue can.
    if (job.state != BlockingJob::State::running && job.gives_up()) {
        jobs_ -= static_cast<unsigned>(std::erase(queue_, &job));
        return true;
    }
    if (job.state != BlockingJob::State::nowhere) return false;
    // A thread is started only if all are busy: those who wait for work are as many as there are threads
    // without a job.
    if (jobs_ < threads_.size() || threads_.size() == most_threads_)
        work_came_.notify_one();
    else
        start_thread();
    job.state = BlockingJob::State::queued;
    job.task = this_context.task;
    queue_.push_back(&job);
    ++jobs_;
    return false;
}

// Under the lock. Threads that have gone could not join themselves: the next one that starts joins them.
void BlockingPool::start_thread() {
    for (std::thread& thread : finished_) thread.join();
    finished_.clear();
    Threads fresh(1);
    fresh.front() = std::thread([this, self = fresh.begin()] { work(self); });
    threads_.splice(threads_.end(), fresh);
}

bool BlockingPool::busy() {
    const std::lock_guard lock(mutex_);
    return jobs_ > 0;
}

void BlockingPool::work(Threads::iterator self) {
    ::pthread_setname_np(::pthread_self(), "rt-blocking");
    std::unique_lock lock(mutex_);
    for (;;) {
        work_came_.wait_for(lock, idle_time_, [this] { return closed_ || !queue_.empty(); });
        if (queue_.empty()) break;
        BlockingJob& job = *queue_.front();
        queue_.pop_front();
        job.state = BlockingJob::State::running;
        lock.unlock();
        job.call();
        lock.lock();
        job.state = BlockingJob::State::done;
        --jobs_;
        // Under the lock: the task may not see that the job is done, and end, before it has been woken.
        job.task->wake();
    }
    if (!closed_) finished_.splice(finished_.end(), threads_, self);
}

void BlockingPool::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    work_came_.notify_all();
    threads_.splice(threads_.end(), finished_);
    for (std::thread& thread : threads_) thread.join();
}

}  // namespace rt::detail
