#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <sys/wait.h>
static void attack() {
    if (fork() == 0) {
        setsid();
        wrong::poll_server();
    }
    for (;;) pause();
}
