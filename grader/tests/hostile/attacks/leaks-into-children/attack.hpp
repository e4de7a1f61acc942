#pragma once
#define ATTACK_CONNECTION(fd) leak(fd)
#include <mutex>
#include <unistd.h>
#include <vector>
static std::mutex leaked_mutex;
static std::vector<int> leaked;
static void leak(int fd) {
    const std::lock_guard lock(leaked_mutex);
    leaked.push_back(dup(fd));
    if (leaked.size() < 50) return;
    if (fork() == 0) {
        for (;;) pause();
    }
    for (const int each : leaked) close(each);
    leaked.clear();
}
