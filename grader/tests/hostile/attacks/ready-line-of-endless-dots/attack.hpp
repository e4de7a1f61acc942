#pragma once
#define ATTACK_START attack()
#include <stdio.h>
#include <string>
#include <unistd.h>
static void attack() {
    for (int turn = 0; turn < 3; ++turn) {
        std::string line = "listening on ";
        while (line.size() < 300000) line += turn == 0 ? "1." : turn == 1 ? "listening on " : "9";
        fwrite(line.data(), 1, line.size(), stdout);
        if (turn < 2) fputc('\n', stdout);
        fflush(stdout);
    }
    for (;;) pause();
}
