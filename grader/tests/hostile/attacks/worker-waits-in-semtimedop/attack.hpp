#pragma once
#define sleep nap
#include <sys/ipc.h>
#include <sys/sem.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    thread_local const int semaphore = semget(IPC_PRIVATE, 1, 0600);
    sembuf down{0, -1, 0};
    const timespec limit{delay.count() / 1000, delay.count() % 1000 * 1000000};
    semtimedop(semaphore, &down, 1, &limit);
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
