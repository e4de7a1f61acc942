// What the runtime's tests share: running a task to its end, on a runtime of its own.
#pragma once

#include <gtest/gtest.h>

#include "rt/rt.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RT_TESTS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RT_TESTS_SANITIZED 1
#endif
#endif

namespace rt {

/// Everything takes five to twenty times as long then, and memory is not counted as usual.
#ifdef RT_TESTS_SANITIZED
constexpr bool built_with_sanitizers = true;
#else
constexpr bool built_with_sanitizers = false;
#endif

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
