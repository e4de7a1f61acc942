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

// Each worker has counters of its own, written by it alone, read by anybody. So this is no fetch_add: it is
// as cheap as a plain addition.
inline void count(std::uint64_t& counter, std::uint64_t more = 1) {
    const std::atomic_ref<std::uint64_t> shared(counter);
    shared.store(shared.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

}  // namespace detail
}  // namespace rt
