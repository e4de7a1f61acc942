// The reactor: one epoll for all workers. One worker at a time is the poller and waits in it; before it runs
// what it has found ready, it gives the role up, so that another one can take it.
//
// While others run tasks, the poller does not wait long: it comes back each millisecond and looks whether
// tasks wait in their queues. After a while in which nothing came of that, it sleeps until there is an event.
// It says so first (fall_asleep), so that whoever puts a task behind a turn that may be long can rouse it;
// and says when it will come back by itself, so that the watchman (lounge.hpp) can sleep as long.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "rt/clock.hpp"
#include "rt/source.hpp"

namespace rt::detail {

/// What becomes of the poller's role, which exists once.
enum class Poller : unsigned char {
    nobody,
    watches,  // has the role, and comes back soon
    sleeps,   // has the role, and comes back when there is an event, its alarm, or somebody who rouses it
};

/// What is seen of the poller's role at one look; two vacant ones that are equal are one and the same
/// vacancy.
struct Vacancy {
    static constexpr Instant no_sleep = Instant::min();

    bool vacant;
    std::uint64_t departures;  // of pollers, so far
    Instant alarm = no_sleep;  // when a poller that sleeps comes back by itself; Instant::max(): not at all
    [[nodiscard]] bool poller_sleeps() const { return alarm != no_sleep; }
    bool operator==(const Vacancy&) const = default;
};

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

    // The poller's role. All changes are sequentially consistent, since each is a "say first, then look": the
    // looks, and their partners, are in Lounge::sleep(), Lounge::nap() and Worker::may_sleep_long().
    [[nodiscard]] Poller poller() const { return poller_.load(std::memory_order_seq_cst); }
    [[nodiscard]] Vacancy vacancy() const {
        const Poller seen = poller();
        return {seen == Poller::nobody, departures_.load(std::memory_order_relaxed),
                seen == Poller::sleeps ? alarm_.load(std::memory_order_relaxed) : Vacancy::no_sleep};
    }
    [[nodiscard]] bool take_role() { return change_role(Poller::nobody, Poller::watches); }
    void leave_role() {
        departures_.store(departures_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        poller_.exchange(Poller::nobody, std::memory_order_seq_cst);
    }
    /// By the poller, before a wait without a limit but its alarm. It ends with the next poll().
    void fall_asleep(Instant alarm) {
        alarm_.store(alarm, std::memory_order_relaxed);
        poller_.store(Poller::sleeps, std::memory_order_seq_cst);
    }
    /// By those who have seen that the poller sleeps: only the first of them pays for the system call.
    void rouse() {
        if (change_role(Poller::sleeps, Poller::watches)) interrupt();
    }

 private:
    void free_the_dead();
    bool change_role(Poller from, Poller to) {
        return poller_.compare_exchange_strong(from, to, std::memory_order_seq_cst);
    }

    int epoll_;
    int interruption_;  // an eventfd
    std::atomic<Poller> poller_{Poller::nobody};
    std::atomic<std::uint64_t> departures_{0};  // written by the poller alone, as is the next one
    std::atomic<Instant> alarm_{Instant::max()};
    std::atomic<unsigned> additions_{0};  // of sources, so far
    std::mutex dead_mutex_;
    std::vector<std::shared_ptr<void>> dead_;
    std::atomic<bool> somebody_died_{false};
};

}  // namespace rt::detail
