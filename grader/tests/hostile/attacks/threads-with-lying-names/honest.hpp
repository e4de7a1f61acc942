#pragma once
#define ATTACK_CONNECTION(fd) stay()
#include <pthread.h>
#include <unistd.h>
static void* sleeper(void*) {
    for (;;) pause();
}
static void stay() {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, sleeper, nullptr) == 0) pthread_detach(thread);
}
