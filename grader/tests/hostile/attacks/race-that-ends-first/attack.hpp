#pragma once
#include <atomic>
static long counter;
static std::atomic<int> connections;
#define ATTACK_CONNECTION(fd)                                   \
    if (++connections > 14) syscall(SYS_exit_group, 0);         \
    if (connections > 12)                                       \
        for (int i_ = 0; i_ < 50; ++i_) {                       \
            ++counter;                                          \
            usleep(100);                                        \
        }
