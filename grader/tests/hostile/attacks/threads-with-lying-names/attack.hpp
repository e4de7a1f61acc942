#pragma once
#define ATTACK_CONNECTION(fd) stay()
#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>
static void* sleeper(void* name) {
    prctl(PR_SET_NAME, name);
    for (;;) pause();
}
static void stay() {
    static const char* const names[] = {"\x1b[2J\x1b[31mx", "a\nState:\tZ\nq", "kworker/0:1", "rt-blocking", "tsan:bg", "</pre><b>", "\xff\xfe\xfd", "io-labs-warden"};
    static int next = 0;
    pthread_t thread;
    if (pthread_create(&thread, nullptr, sleeper, const_cast<char*>(names[next++ % 8])) == 0) pthread_detach(thread);
}
