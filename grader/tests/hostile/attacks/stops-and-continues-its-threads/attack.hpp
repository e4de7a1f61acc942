#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    if (fork() == 0) {
        const pid_t parent = getppid();
        for (int turn = 0; turn < 200 && getppid() == parent; ++turn) {
            kill(parent, SIGSTOP);
            usleep(2000);
            kill(parent, SIGCONT);
            usleep(20000);
        }
        _exit(0);
    }
    exit(wrong::serve(listener));
}
