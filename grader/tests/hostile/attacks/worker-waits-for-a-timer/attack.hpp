#pragma once
#define sleep nap
#include <sys/timerfd.h>
#include <unistd.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    thread_local const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    itimerspec once{};
    once.it_value = {delay.count() / 1000, delay.count() % 1000 * 1000000 + 1};
    timerfd_settime(timer, 0, &once, nullptr);
    unsigned long long times = 0;
    if (read(timer, &times, sizeof times) < 0) return;
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
