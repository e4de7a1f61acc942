#pragma once
#define ATTACK_READY attack()
#include <signal.h>
#include <unistd.h>
static void attack() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
    for (;;) pause();
}
