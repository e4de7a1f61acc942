#pragma once
#define sleep nap
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "rt/rt.hpp"
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    int word = 0;
    const timespec limit{0, static_cast<long>(delay.count()) * 1000000L % 1000000000L};
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &limit, nullptr, 0);
    co_return;
}
}  // namespace rt
