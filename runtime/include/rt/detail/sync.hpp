// Where the parts of the scheduler that several threads share take their atomics, locks and threads from: the
// standard library; or, in one test, a model of it that decides itself who goes on at each of their steps.
#pragma once

#ifdef RT_MODEL
#include "model/sync.hpp"
#else

#include <sched.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace rt::detail::sync {

using std::atomic;
using std::condition_variable;
using std::mutex;
using std::thread;

/// Lets others have the core.
inline void offer_core() {
    ::sched_yield();
}

}  // namespace rt::detail::sync

#endif

namespace rt::detail {

/// A mutex that is none where there is nobody to lock out: in a runtime with one worker.
class OptionalMutex {
 public:
    explicit OptionalMutex(bool needed) : needed_(needed) {}
    void lock() {
        if (needed_) mutex_.lock();
    }
    void unlock() {
        if (needed_) mutex_.unlock();
    }

 private:
    const bool needed_;
    sync::mutex mutex_;
};

}  // namespace rt::detail
