#pragma once
#define sleep nap
#include <time.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    const auto end = std::chrono::steady_clock::now() + delay;
    while (std::chrono::steady_clock::now() < end) asm volatile("" ::: "memory");
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
