#pragma once
#define ATTACK_START attack()
#include <sys/wait.h>
#include "poll_server.hpp"
static void attack() {
    const pid_t child = fork();
    if (child == 0) {
        if (fork() != 0) _exit(0);
        setsid();
        wrong::poll_server();
    }
    waitpid(child, nullptr, 0);
    for (;;) pause();
}
