// Threads for what blocks. The pool grows with the work, up to a limit, and its threads go when there is
// none. Apart from the workers, as they must never block.
#pragma once

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "rt/clock.hpp"
#include "rt/spawn_blocking.hpp"

namespace rt::detail {

class BlockingPool {
 public:
    BlockingPool(unsigned most_threads, Duration idle_time)
        : most_threads_(most_threads), idle_time_(idle_time) {}

    /// True when the job is done, or its task was cancelled before it was begun. Otherwise it is, or is put,
    /// into the queue, and the running task is woken later.
    bool poll(BlockingJob& job);
    [[nodiscard]] bool busy();
    /// Joins all threads. No job may be left.
    void close();

 private:
    using Threads = std::list<std::thread>;
    void start_thread();
    void work(Threads::iterator self);

    const unsigned most_threads_;
    const Duration idle_time_;
    std::mutex mutex_;  // guards all that follows, and the jobs' states
    std::condition_variable work_came_;
    std::deque<BlockingJob*> queue_;
    unsigned jobs_ = 0;  // queued and running
    bool closed_ = false;
    Threads threads_;
    Threads finished_;  // to be joined
};

}  // namespace rt::detail
