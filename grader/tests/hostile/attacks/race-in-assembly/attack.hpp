#pragma once
static long counter;
#if defined(__x86_64__)
#define COUNT asm volatile("incq %0" : "+m"(counter))
#else
#define COUNT asm volatile("ldr x9, %0\n\tadd x9, x9, 1\n\tstr x9, %0" : "+m"(counter) : : "x9")
#endif
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        COUNT;                          \
        usleep(100);                    \
    }
