// What a runtime has done so far, as tokio-console counts it.
#pragma once

#include <atomic>
#include <cstdint>

#include "rt/clock.hpp"

namespace rt {

struct Counters {
    std::uint64_t spawned = 0;         ///< tasks started
    std::uint64_t finished = 0;        ///< tasks that have ended
    std::uint64_t polls = 0;           ///< turns: times a task was taken from a queue
    std::uint64_t spurious_wakes = 0;  ///< turns in which what the task waits for was not there
    std::uint64_t wakes = 0;           ///< times a waiting task was put into a queue
    std::uint64_t steals = 0;          ///< tasks that a worker took from another one
    std::uint64_t parks = 0;           ///< times a worker went to sleep, in epoll or beside it
    Duration longest_poll{0};          ///< longest turn; measured only if RT_LINT or RT_TRACE is set
};

namespace detail {

/// One worker's share; written by it alone, read by anybody.
struct WorkerCounters {
    std::atomic<std::uint64_t> spawned{0}, finished{0}, polls{0}, spurious_wakes{0}, wakes{0}, steals{0},
        parks{0}, longest_poll_ns{0};

    // Not fetch_add: there is only one writer, and this is as cheap as a plain addition.
    static void count(std::atomic<std::uint64_t>& counter, std::uint64_t more = 1) {
        counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
};

}  // namespace detail
}  // namespace rt
