// What may end a grading before its end: Ctrl-C, a home that ends its jobs by SIGTERM, and the time that the
// grading was given. In each case a last word, and then the end. Wardens and janitor are in sessions of their
// own, out of a signal's reach; they clean up when the grader has ended.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "base/unique_fd.hpp"

namespace grader {

/// SIGINT or SIGTERM; 0: the time is over.
using Ending = int;

class OnInterrupt {
 public:
    /// From now on SIGINT, SIGTERM and `latest` are waited for on a thread of its own. It calls `last_word`
    /// with what has come, and ends the process: by the signal, or with the status that `last_word` returns.
    /// A second signal ends it at once, in the middle of the last word. Make it before other threads, which
    /// inherit that the signals are blocked. Where one is ignored (nohup) it stays so.
    explicit OnInterrupt(std::function<int(Ending)> last_word);
    /// The signals are as before.
    ~OnInterrupt();
    OnInterrupt(const OnInterrupt&) = delete;
    OnInterrupt& operator=(const OnInterrupt&) = delete;

    /// From now on the time is over then. Once.
    void end_at(std::chrono::steady_clock::time_point latest);

 private:
    void wait();

    std::function<int(Ending)> last_word_;
    UniqueFd signals_;
    UniqueFd stop_;
    UniqueFd timer_;
    std::thread waiter_;
};

}  // namespace grader
