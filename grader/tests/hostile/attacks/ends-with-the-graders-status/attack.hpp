#pragma once
#define ATTACK_START attack()
#include <unistd.h>
static void attack() {
    const char* said = "io-labs-warden: the machine refuses to launch the program\n";
    if (write(2, said, 58) < 0) _exit(64);
    _exit(127);
}
