#pragma once
#define ATTACK_CONNECTION(fd) sleep_in_a_child()
#include <unistd.h>

static void sleep_in_a_child() {
    if (vfork() == 0) {
        pause();
        _exit(0);
    }
}
