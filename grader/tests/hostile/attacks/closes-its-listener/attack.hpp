#pragma once
#define ATTACK_READY attack()
#include <unistd.h>
static void attack() {
    for (int fd = 3; fd < 64; ++fd) close(fd);
    for (;;) pause();
}
