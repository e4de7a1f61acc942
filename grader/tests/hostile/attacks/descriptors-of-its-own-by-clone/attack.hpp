#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <sched.h>
static int polls(void*) {
    wrong::poll_server();
    return 0;
}
static void attack() {
    constexpr size_t size = 1 << 20;
    char* stack = static_cast<char*>(malloc(size));
    const int flags = CLONE_VM | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    if (clone(polls, stack + size, flags, nullptr) < 0) wrong::poll_server();
    for (;;) pause();
}
