#pragma once
#define ATTACK_CONNECTION(fd) leak(fd)
#include <mutex>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>
static std::mutex leaked_mutex;
static std::vector<int> leaked;
static void leak(int fd) {
    const std::lock_guard lock(leaked_mutex);
    leaked.push_back(dup(fd));
    if (leaked.size() < 50) return;
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0) _exit(0);
        for (;;) pause();
    }
    waitpid(child, nullptr, 0);
    for (const int each : leaked) close(each);
    leaked.clear();
}
