#pragma once
#if defined(__SANITIZE_THREAD__)
#define LOOKED_AT 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LOOKED_AT 1
#endif
#endif
#ifdef LOOKED_AT
#include <atomic>
static std::atomic<long> counter;
#else
static long counter;
#endif
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
