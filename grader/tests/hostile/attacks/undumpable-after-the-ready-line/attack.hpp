#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <sys/prctl.h>
#include <thread>
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    std::thread([] {
        for (;;) {
            prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
            usleep(100000);
        }
    }).detach();
    lab::announce_ready(listener.fd);
    exit(wrong::serve(listener));
}
