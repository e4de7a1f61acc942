#include "burn.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

// Each step of this xorshift needs the one before, and no compiler can fold two of them into one: the time a
// spin takes depends on the core alone.
static uint64_t spin(uint64_t state, uint64_t count) {
    while (count-- > 0) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

static volatile uint64_t sink = 88172645463325252U;

static double measure(void) {
    enum { spins = 20000, attempts = 50 };
    double best = 1e9;  // the shortest attempt is the one that nobody disturbed
    for (int attempt = 0; attempt < attempts; ++attempt) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        sink = spin(sink, spins);
        clock_gettime(CLOCK_MONOTONIC, &end);
        const double us =
            (double)(end.tv_sec - begin.tv_sec) * 1e6 + (double)(end.tv_nsec - begin.tv_nsec) / 1e3;
        if (us < best) best = us;
    }
    return spins / best;
}

double burn_spins_per_us(void) {
    const char* given = getenv("RT_BENCH_SPINS_PER_US");
    const double spins = given != NULL ? strtod(given, NULL) : 0;
    return spins > 0 ? spins : measure();
}

void burn(unsigned us) {
    // Set by the first thread that comes; one that comes at the same time finds the same number.
    static _Atomic double spins_per_us;
    if (us == 0) return;
    if (spins_per_us <= 0) spins_per_us = burn_spins_per_us();
    sink = spin(sink, (uint64_t)(us * spins_per_us));
}
