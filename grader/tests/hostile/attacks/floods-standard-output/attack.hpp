#pragma once
#define ATTACK_READY attack()
#include <string.h>
#include <thread>
#include <unistd.h>
static void attack() {
    std::thread([] {
        static char text[1 << 16];
        memset(text, '\n', sizeof text);
        for (;;)
            if (write(1, text, sizeof text) < 0) return;
    }).detach();
}
