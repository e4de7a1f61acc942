#pragma once
#define ATTACK_CONNECTION(fd) park()
#include <pthread.h>
#include <unistd.h>
static void* parked(void*) {
    for (;;) pause();
}
static void park() {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, parked, nullptr) == 0) pthread_detach(thread);
}
