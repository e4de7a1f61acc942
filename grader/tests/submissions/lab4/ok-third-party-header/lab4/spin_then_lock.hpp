// As libraries that are one header are: for every compiler, with and without sanitizers.
#pragma once
#include <pthread.h>

#if defined(__SANITIZE_THREAD__)
#define THIRD_PARTY_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THIRD_PARTY_THREAD_SANITIZER 1
#endif
#endif

#ifdef THIRD_PARTY_THREAD_SANITIZER
extern "C" void __tsan_acquire(void*);
#define THIRD_PARTY_ACQUIRE(object) __tsan_acquire(object)
#else
#define THIRD_PARTY_ACQUIRE(object) static_cast<void>(object)
#endif

#if defined(__GNUC__)
#define THIRD_PARTY_WRAPS __attribute__((no_sanitize("undefined")))
#else
#define THIRD_PARTY_WRAPS
#endif

namespace third_party {

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __asm__ __volatile__("pause" ::: "memory");
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

THIRD_PARTY_WRAPS inline unsigned next_backoff(unsigned before) {
    return (before * 1103515245U + 12345U) % 64U;
}

inline void spin_then_lock(pthread_mutex_t* mutex) {
    unsigned backoff = 1;
    for (int attempt = 0; attempt < 4; ++attempt) {
        if (pthread_mutex_trylock(mutex) == 0) {
            THIRD_PARTY_ACQUIRE(mutex);
            return;
        }
        backoff = next_backoff(backoff);
        for (unsigned turn = 0; turn < backoff; ++turn) pause();
    }
    pthread_mutex_lock(mutex);
    THIRD_PARTY_ACQUIRE(mutex);
}

}  // namespace third_party
