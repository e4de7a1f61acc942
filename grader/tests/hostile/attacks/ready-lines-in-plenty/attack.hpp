#pragma once
#define ATTACK_START attack()
#define ATTACK_READY attack()
#include <stdio.h>
static void attack() {
    for (int port = 1; port < 100000; ++port) printf("listening on 127.0.0.1:%d\n", port);
    fflush(stdout);
}
