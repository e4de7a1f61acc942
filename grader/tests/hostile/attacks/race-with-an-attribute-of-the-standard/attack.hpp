#pragma once
static long counter;
[[using gnu: noinline, __no_sanitize__("thr" "\x65\141d")]] static void count() { ++counter; }
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        count();                        \
        usleep(100);                    \
    }
