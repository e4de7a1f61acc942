#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    if (fork() == 0) exit(wrong::serve(listener));
    char byte[128];
    if (read(listener.stop, byte, sizeof byte) < 0) _exit(1);
    _exit(0);
}
