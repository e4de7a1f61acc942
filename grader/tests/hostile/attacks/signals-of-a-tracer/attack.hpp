#pragma once
#define ATTACK_START attack()
#include <thread>
#include "poll_server.hpp"
static void nothing(int) {}
static void attack() {
    for (const int number : {SIGTRAP, SIGSYS, SIGILL, SIGUSR1}) {
        struct sigaction action{};
        action.sa_handler = nothing;
        action.sa_flags = SA_RESTART;
        sigaction(number, &action, nullptr);
    }
    const wrong::Listener listener = wrong::open_listener();
    std::thread([] {
        for (int turn = 0; turn < 3000; ++turn) {
            raise(turn % 2 == 0 ? SIGTRAP : SIGSYS);
#ifdef __x86_64__
            asm volatile("int3");
#endif
            usleep(1000);
        }
    }).detach();
    lab::announce_ready(listener.fd);
    exit(wrong::serve(listener));
}
