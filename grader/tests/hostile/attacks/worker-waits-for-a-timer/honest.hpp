#pragma once
#define sleep nap
#include <poll.h>
#include "rt/rt.hpp"
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    ::poll(nullptr, 0, static_cast<int>(delay.count()));
    co_return;
}
}  // namespace rt
