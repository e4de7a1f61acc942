#pragma once
#define ATTACK_START attack()
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
static void attack() {
    [[maybe_unused]] long result = -1;
#ifdef __x86_64__
    result = syscall(0x40000000 + 39);
#endif
    if (result > 0) win("called");
    else _exit(5);
}
