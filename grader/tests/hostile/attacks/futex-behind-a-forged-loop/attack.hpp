#pragma once
#define sleep nap
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "rt/rt.hpp"
void waits_inside(int* word, const timespec* limit) asm("_ZN2rt6detail6Worker5sleepEv");
// One half in a name of the loop's, the other half is the student's: it is above the loop on the stack.
__attribute__((noinline)) void waits_inside(int* word, const timespec* limit) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, limit, nullptr, 0);
    asm volatile("" ::: "memory");
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    int word = 0;
    const timespec limit{0, static_cast<long>(delay.count()) * 1000000L % 1000000000L};
    waits_inside(&word, &limit);
    co_return;
}
}  // namespace rt
