#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <sys/syscall.h>
#include <thread>
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    std::thread([listener] {
        syscall(SYS_close_range, 900, 901, 2);
        lab::announce_ready(listener.fd);
        exit(wrong::serve(listener));
    }).detach();
    sleep(1);
    for (;;) pause();
}
