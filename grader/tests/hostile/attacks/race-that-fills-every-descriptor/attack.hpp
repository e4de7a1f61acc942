#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void fill() {
    const int null = open("/dev/null", O_RDWR);
    for (int fd = 2; fd < 4096; ++fd)
        if (fd != null) dup2(null, fd);
    for (int fd = 3; fd < 4000; ++fd) close(fd);
}
#define ATTACK_START fill()
