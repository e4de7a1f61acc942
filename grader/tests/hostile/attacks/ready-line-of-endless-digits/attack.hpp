#pragma once
#define ATTACK_START attack()
#include <stdio.h>
#include <string>
#include <unistd.h>
static void attack() {
    const std::string line = "listening on 127.0.0.1:" + std::string(250000, '7') + "\n";
    fwrite(line.data(), 1, line.size(), stdout);
    fflush(stdout);
    for (;;) pause();
}
