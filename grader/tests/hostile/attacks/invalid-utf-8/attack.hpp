#pragma once
#define ATTACK_CONNECTION(fd) attack()
#include <stdio.h>
#include <string>
#include <unistd.h>
static void attack() {
    std::string bytes;
    for (int round = 0; round < 400; ++round)
        bytes += "\xff\xfe\xc0\x80\xe0\x80\x80\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xe2\x82" + std::string(1, '\0') + (round % 7 == 0 ? "\n" : "\xf0\x9f\x98");
    fwrite(bytes.data(), 1, bytes.size(), stderr);
    _exit(1);
}
