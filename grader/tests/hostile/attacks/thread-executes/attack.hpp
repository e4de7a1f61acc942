#pragma once
#define ATTACK_START attack()
#include <thread>
#include "poll_server.hpp"
static void attack() {
    if (getenv("AGAIN") != nullptr) wrong::poll_server();
    setenv("AGAIN", "1", 1);
    for (int number = 0; number < 6; ++number)
        std::thread([] {
            for (;;) usleep(100);
        }).detach();
    std::thread([] {
        usleep(20000);
        execv("/proc/self/exe", wrong::arguments);
        wrong::poll_server();
    }).detach();
    for (;;) pause();
}
