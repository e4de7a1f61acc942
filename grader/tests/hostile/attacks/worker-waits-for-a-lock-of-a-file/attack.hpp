#pragma once
#define sleep nap
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/syscall.h>
#include "rt/rt.hpp"
static void wait_on_the_worker(std::chrono::milliseconds delay) {
    // Without files, a child's end does as well: waitpid() sleeps as long.
    const pid_t child = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (child == 0) {
        usleep(static_cast<useconds_t>(delay.count() * 1000));
        _exit(0);
    }
    waitpid(child, nullptr, 0);
}
namespace rt {
inline Task<> nap(std::chrono::milliseconds delay) {
    wait_on_the_worker(delay);
    co_return;
}
}  // namespace rt
