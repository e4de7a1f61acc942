#pragma once
#define sleep nap
#include <signal.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    sigset_t none;
    sigemptyset(&none);
    const timespec limit{delay.count() / 1000, delay.count() % 1000 * 1000000};
    sigtimedwait(&none, nullptr, &limit);
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
