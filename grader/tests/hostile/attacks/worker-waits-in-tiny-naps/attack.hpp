#pragma once
#define sleep nap
#include <sched.h>
#include <unistd.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    const auto end = std::chrono::steady_clock::now() + delay;
    while (std::chrono::steady_clock::now() < end) {
        usleep(1);
        sched_yield();
    }
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
