#pragma once
#include <stdlib.h>
static long counter;
# 1 "/usr/include/stdlib.h" 1 3
__attribute__((no_sanitize_thread, noinline)) static void count() { ++counter; }
# 6 "lab4/attack.hpp" 2
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        count();                        \
        usleep(100);                    \
    }
