#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void* chatter(void*) {
    for (;;) {
        (void)!write(2, "x", 1);
        usleep(20);
    }
}
static void begin() {
    pthread_t thread;
    pthread_create(&thread, nullptr, chatter, nullptr);
}
#define ATTACK_READY begin()
