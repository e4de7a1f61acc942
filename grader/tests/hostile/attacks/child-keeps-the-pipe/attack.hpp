#pragma once
#define ATTACK_START make_a_child()
#include <signal.h>
#include <unistd.h>

static void make_a_child() {
    if (fork() != 0) return;
    setsid();
    signal(SIGTERM, SIG_IGN);
    for (;;) pause();
}
