#pragma once
#define ATTRIBUTE(begin, end) __attribute__((begin##_##end))
static long counter;
ATTRIBUTE(no_sanitize, thread) __attribute__((noinline)) static void count() { ++counter; }
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        count();                        \
        usleep(100);                    \
    }
