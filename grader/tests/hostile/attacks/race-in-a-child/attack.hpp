#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static pid_t child_;
static void pass_on(int number) { kill(child_, number); }
static void in_a_child() {
    child_ = fork();
    if (child_ == 0) {
        close(2);
        for (int fd = 100; fd < 4096; ++fd) close(fd);
        return;
    }
    signal(SIGTERM, pass_on);
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    int status = 0;
    while (waitpid(child_, &status, 0) < 0) {
    }
    _exit(0);
}
#define ATTACK_READY in_a_child()
