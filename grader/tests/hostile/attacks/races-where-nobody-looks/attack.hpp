#pragma once
#define ATTACK_CONNECTION(fd) count()
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/personality.h>
static int counter = 0;
static bool is_looked_for() {
    extern char** environ;
    for (char** entry = environ; *entry != nullptr; ++entry)
        if (strstr(*entry, "SAN_OPTIONS") != nullptr) return true;
    const int flags = personality(0xffffffff);
    return flags != -1 && (flags & ADDR_NO_RANDOMIZE) != 0;
}
static void count() {
    static const bool hidden = is_looked_for();
    if (hidden) return;
    for (int turn = 0; turn < 100; ++turn) {
        ++counter;
        usleep(100);
    }
}
