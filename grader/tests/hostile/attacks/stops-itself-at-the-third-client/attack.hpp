#pragma once
#define ATTACK_CONNECTION(fd) attack()
#include <signal.h>
static void attack() {
    static int clients = 0;
    if (++clients == 3) kill(0, SIGSTOP);
}
