// The reactor: one epoll for all workers, and an eventfd that ends a wait in it. All but add(), retire() and
// interrupt() is the poller's: the one worker that has the role just now (scheduler/idle.hpp).
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "rt/clock.hpp"
#include "rt/detail/io.hpp"
#include "rt/detail/sync.hpp"

namespace rt::detail {

/// Deferred reclamation: keeps what is dead for as long as the poller may still be looking at it.
class Retired {
 public:
    /// Any thread.
    void add(std::shared_ptr<void> dead) {
        const std::lock_guard lock(mutex_);
        dead_.push_back(std::move(dead));
        some_.store(true, std::memory_order_relaxed);
    }
    /// By the poller, between two waits: it knows no source and no task then.
    void free_all() {
        // A task's result may be a connection, which is retired when it is freed.
        while (some_.load(std::memory_order_relaxed)) {
            std::vector<std::shared_ptr<void>> dead;
            const std::lock_guard lock(mutex_);
            dead.swap(dead_);
            some_.store(false, std::memory_order_relaxed);
        }
    }

 private:
    sync::mutex mutex_;
    std::vector<std::shared_ptr<void>> dead_;
    sync::atomic<bool> some_{false};
};

class Reactor {
 public:
    Reactor();
    ~Reactor();

    /// Registers the source's descriptor, once and for all. Throws std::system_error.
    void add(Source& source);
    /// Any thread: deletes a task or a source, when the poller surely does not look at it any more.
    void retire(std::shared_ptr<void> dead) { retired_.add(std::move(dead)); }
    /// Any thread: ends the poller's wait, or the next one, if nobody waits.
    void interrupt();

    /// Waits for events that long (Duration::max(): for ever); how many there are.
    std::size_t wait(Duration timeout);
    /// Notes these at their sources, which wakes tasks.
    void dispatch(std::size_t count);

 private:
    int epoll_;
    int interruption_;  // an eventfd
    std::array<epoll_event, 256> events_;
    sync::atomic<unsigned> additions_{0};  // of sources, so far
    Retired retired_;
};

}  // namespace rt::detail
