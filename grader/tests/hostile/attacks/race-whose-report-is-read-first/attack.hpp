#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void* thief(void*) {
    const int own = open("/proc/self/fd/2", O_RDONLY | O_NONBLOCK);
    char piece[4096];
    for (;;)
        if (read(own, piece, sizeof piece) <= 0) usleep(10);
}
static void begin() {
    pthread_t thread;
    pthread_create(&thread, nullptr, thief, nullptr);
}
#define ATTACK_READY begin()
