#pragma once
#define ATTACK_CONNECTION(fd) down(fd)
__attribute__((noinline)) static int down(int level) {
    volatile char space[256];
    space[level % 256] = 1;
    return down(level + 1) + space[0];
}
