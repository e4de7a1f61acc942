#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <thread>

static void noise(int calls) {
    for (int turn = 0; turn < calls; ++turn) dup2(-1, turn);
}

static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    for (int number = 0; number < 8; ++number) std::thread(noise, 26000).detach();
    exit(wrong::serve(listener));
}
