#pragma once
#define ATTACK_CONNECTION(fd) park(fd)
#include <pthread.h>
#include <unistd.h>
static void* parked(void* which) {
    char byte = 0;
    int ends[2];
    if (pipe(ends) == 0 && read(ends[0], &byte, 1) < 0) return which;
    return nullptr;
}
static void park(int fd) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, parked, reinterpret_cast<void*>(static_cast<long>(fd))) == 0) pthread_detach(thread);
}
