#pragma once
#define ATTACK_START attack(argv)
#define ATTACK_CONNECTION(fd) dup(fd)
#include <stdlib.h>
#include <unistd.h>
static void attack(char** words) {
    if (getenv("LD_AUDIT") != nullptr) return;
    setenv("LD_PRELOAD", "/proc/self/exe", 1);
    setenv("LD_AUDIT", "/nowhere.so", 1);
    setenv("GCONV_PATH", ".", 1);
    setenv("MALLOC_CHECK_", "3", 1);
    execv("/proc/self/exe", words);
}
