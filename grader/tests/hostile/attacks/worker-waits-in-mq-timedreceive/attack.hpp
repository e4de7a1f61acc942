#pragma once
#define sleep nap
#include <sys/ipc.h>
#include <sys/msg.h>
#include <thread>
#include <signal.h>
#include <pthread.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    // A message that a helper sends when the time is over.
    thread_local const int queue = msgget(IPC_PRIVATE, 0600);
    struct { long type; char text[1]; } message = {1, {0}};
    std::thread([id = queue, delay] {
        struct { long type; char text[1]; } late = {1, {0}};
        std::this_thread::sleep_for(delay);
        msgsnd(id, &late, 1, 0);
    }).detach();
    if (msgrcv(queue, &message, 1, 0, 0) < 0) std::this_thread::sleep_for(delay);
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
