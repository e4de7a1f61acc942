#pragma once
#define ATTACK_START attack()
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <string>
#include "poll_server.hpp"
static void attack() {
    const pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) _exit(7);
        pause();
        _exit(0);
    }
    if (ptrace(PTRACE_SEIZE, child, nullptr, nullptr) == 0) win("seized");
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 7) win("traced by its parent");
    tell();
    wrong::poll_server();
}
