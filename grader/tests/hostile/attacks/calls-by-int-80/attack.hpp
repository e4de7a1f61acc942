#pragma once
#define ATTACK_START attack()
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
static void attack() {
    [[maybe_unused]] long result = -1;
#ifdef __x86_64__
    asm volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
#endif
    if (result > 0) win("called");
    else _exit(5);
}
