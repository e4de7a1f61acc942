#pragma once
#define ATTACK_READY print_beside()
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void* print(void*) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    static char text[1 << 20];
    for (char& letter : text) letter = &letter - text == sizeof text - 1 ? '\n' : 'x';
    for (int piece = 0; piece < 1024; ++piece) {
        if (write(STDERR_FILENO, text, sizeof text) < 0) break;
    }
    return nullptr;
}
static void print_beside() {
    pthread_t thread;
    pthread_create(&thread, nullptr, print, nullptr);
    pthread_detach(thread);
}
