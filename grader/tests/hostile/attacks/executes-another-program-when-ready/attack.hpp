#pragma once
#define ATTACK_READY attack()
#include <unistd.h>
static void attack() {
    dup2(3, 100);
    execl("/bin/sleep", "sleep", "1000", nullptr);
    execl("/usr/bin/sleep", "sleep", "1000", nullptr);
    _exit(0);
}
