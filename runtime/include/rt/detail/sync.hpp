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
