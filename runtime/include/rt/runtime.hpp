// The runtime: workers that run tasks, and what they share. See README.md for the whole picture.
#pragma once

#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include "rt/clock.hpp"
#include "rt/counters.hpp"
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
