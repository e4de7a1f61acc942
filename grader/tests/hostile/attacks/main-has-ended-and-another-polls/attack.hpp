#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <pthread.h>
#include <thread>
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    std::thread([listener] {
        lab::announce_ready(listener.fd);
        exit(wrong::serve(listener));
    }).detach();
    pthread_exit(nullptr);
}
