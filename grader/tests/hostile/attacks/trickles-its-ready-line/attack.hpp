#pragma once
#define ATTACK_START attack()
#include <unistd.h>
static void attack() {
    for (const char* next = "listening on 127.0.0.1:40000"; *next != '\0'; ++next) {
        if (write(1, next, 1) < 0) _exit(1);
        sleep(1);
    }
}
