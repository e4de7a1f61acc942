// The runtime: workers that run tasks, and what they share. See README.md for the whole picture.
#pragma once

#include <cstdint>
#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include "rt/clock.hpp"
#include "rt/spawn.hpp"

namespace rt {

namespace detail {
class RuntimeCore;
}

struct Options {
    /// How many threads run tasks. The thread that calls block_on() is one of them.
    unsigned workers = 1;
    /// Threads that spawn_blocking() may start beside the workers, and how long they stay without work.
    unsigned most_blocking_threads = 64;
    Duration blocking_thread_idle = std::chrono::seconds(10);
    /// Signals that tasks may wait for with rt::signal(). They are blocked in all threads.
    std::vector<int> signals = {};
    ClockKind clock = ClockKind::monotonic;
    /// Not 0: ready tasks run in an order drawn with this seed. Only with one worker; for tests.
    unsigned long long shuffle_seed = 0;
};

/// What a runtime has done so far, as tokio-console counts it.
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

class Runtime {
 public:
    /// Starts all workers but one. Throws std::system_error, std::invalid_argument.
    explicit Runtime(const Options& options = {});
    /// Cancels all tasks, runs them to their ends, joins all threads.
    ~Runtime();

    /// Runs the task, and as a worker also others, until it has ended. Gives its value or throws its
    /// exception. One call at a time; not from a task.
    template <class T>
    T block_on(Task<T> task, std::source_location place = std::source_location::current()) {
        JoinHandle<T> handle = detail::spawn_on(*core_, std::move(task), "block_on", place);
        run_until_done(handle.core());
        return static_cast<T>(handle.core().outcome.take());
    }

    /// May be called at any time, by any thread.
    [[nodiscard]] Counters counters() const;

 private:
    void run_until_done(detail::TaskCore& task);

    std::unique_ptr<detail::RuntimeCore> core_;
};

/// The number of processors this process may run on.
unsigned available_processors();

}  // namespace rt
