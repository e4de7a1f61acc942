// Ctrl-C: a last word, and then the end that the signal would have brought at once. Wardens and janitor are
// in sessions of their own, out of its reach; they clean up when the grader has ended.
#pragma once

#include <functional>
#include <thread>

#include "base/unique_fd.hpp"

namespace grader {

class OnInterrupt {
 public:
    /// From now on SIGINT is waited for on a thread of its own: it calls `last_word` and ends the process by
    /// the signal. A second SIGINT ends it at once, in the middle of the last word. Make it before other
    /// threads, which inherit that the signal is blocked. Where SIGINT is ignored (nohup) it stays so.
    explicit OnInterrupt(std::function<void()> last_word);
    /// SIGINT is as before.
    ~OnInterrupt();
    OnInterrupt(const OnInterrupt&) = delete;
    OnInterrupt& operator=(const OnInterrupt&) = delete;

 private:
    void wait();

    std::function<void()> last_word_;
    UniqueFd signals_;
    UniqueFd stop_;
    std::thread waiter_;
};

}  // namespace grader
