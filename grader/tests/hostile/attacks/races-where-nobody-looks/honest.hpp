#pragma once
#define ATTACK_CONNECTION(fd) count()
#include <unistd.h>
static int counter = 0;
static void count() {
    for (int turn = 0; turn < 100; ++turn) {
        ++counter;
        usleep(100);
    }
}
