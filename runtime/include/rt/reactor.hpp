// The reactor: one epoll for all workers. One worker at a time is the poller and waits in it; before it runs
// what it has found ready, it gives the role up, so that another one can take it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "rt/clock.hpp"
#include "rt/source.hpp"

namespace rt::detail {

class Reactor {
 public:
    Reactor();
    ~Reactor();

    /// Registers the source's descriptor, once and for all. Throws std::system_error.
    void add(Source& source);

    /// Deletes a task or a source that the poller may still be looking at, when it surely does not any more.
    void bury(std::shared_ptr<void> dead);

    /// By the poller: waits for events that long (Duration::max(): for ever), and notes them at their
    /// sources, which wakes tasks. How many events there were.
    std::size_t poll(Duration timeout);
    /// Any thread: ends the poller's wait.
    void interrupt();

    // The poller's role, which exists once. Sequentially consistent: see Lounge::sleep().
    [[nodiscard]] bool take_role() { return !role_taken_.exchange(true, std::memory_order_seq_cst); }
    void leave_role() { role_taken_.store(false, std::memory_order_seq_cst); }
    [[nodiscard]] bool role_is_taken() const { return role_taken_.load(std::memory_order_seq_cst); }

 private:
    void free_the_dead();

    int epoll_;
    int interruption_;  // an eventfd
    std::atomic<bool> role_taken_{false};
    std::atomic<unsigned> additions_{0};  // of sources, so far
    std::mutex dead_mutex_;
    std::vector<std::shared_ptr<void>> dead_;
    std::atomic<bool> somebody_died_{false};
};

}  // namespace rt::detail
