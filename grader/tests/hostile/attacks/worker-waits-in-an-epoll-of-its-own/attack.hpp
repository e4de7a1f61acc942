#pragma once
#define sleep nap
#include <sys/epoll.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    thread_local const int own = epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    epoll_wait(own, &event, 1, static_cast<int>(delay.count()));
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
