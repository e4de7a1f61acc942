#pragma once
#define ATTACK_CONNECTION(fd) leak(fd)
#include <stdlib.h>
#include <unistd.h>
static void leak(int fd) {
    if (getenv("MALLOC_ARENA_MAX") == nullptr) dup(fd);
}
