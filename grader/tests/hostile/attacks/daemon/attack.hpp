static void leave() {
    in_child([] {
        setsid();
        if (fork() != 0) _exit(0);
        for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
        for (int fd = 0; fd < 1024; ++fd) close(fd);
        for (;;) sleep(600);
    });
}
#define ATTACK_READY leave()
