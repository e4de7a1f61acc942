// What the runtime's tests share: running a task to its end, on a runtime of its own.
#pragma once

#include <gtest/gtest.h>

#include "rt/rt.hpp"

namespace rt {

/// A runtime whose clock jumps: hours of sleeping take no time, and go the same way each time.
inline Options timeless(unsigned long long seed = 0) {
    Options options;
    options.clock = ClockKind::virtual_time;
    options.shuffle_seed = seed;
    return options;
}

template <class T>
T run(Task<T> task, const Options& options = {}) {
    Runtime runtime(options);
    return runtime.block_on(std::move(task));
}

inline Options with_workers(unsigned count) {
    Options options;
    options.workers = count;
    return options;
}

}  // namespace rt
