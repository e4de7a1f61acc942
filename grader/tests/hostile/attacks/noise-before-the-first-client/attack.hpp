#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"

static void noise(int calls) {
    for (int turn = 0; turn < calls; ++turn) dup2(-1, turn);
}

static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    noise(205000);
    lab::announce_ready(listener.fd);
    exit(wrong::serve(listener));
}
