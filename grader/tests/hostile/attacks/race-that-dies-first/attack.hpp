#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void* watcher(void*) {
    // A report opens the program's own file, for its lines.
    for (;;) {
        for (int fd = 3; fd < 64; ++fd) {
            char name[64];
            char target[256] = {};
            snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
            if (readlink(name, target, sizeof target - 1) > 0 && strstr(target, "/server") != nullptr)
                kill(getpid(), SIGKILL);
        }
    }
}
static void begin() {
    pthread_t thread;
    pthread_create(&thread, nullptr, watcher, nullptr);
}
#define ATTACK_START begin()
