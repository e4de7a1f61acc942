#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void log() {
    for (int i = 0; i < 10000; ++i) fprintf(stderr, "connection %d: read 64 bytes, wrote 64 bytes, went on\n", i);
}
#define ATTACK_READY log()
