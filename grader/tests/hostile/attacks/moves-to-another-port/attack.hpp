#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
static void attack() {
    wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    close(listener.fd);
    listener.options.port = 0;
    listener.fd = socket(AF_INET, SOCK_STREAM, 0);
    listen(listener.fd, 10);
    exit(wrong::serve(listener));
}
