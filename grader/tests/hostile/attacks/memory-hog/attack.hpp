static void eat() {
    for (int number = 0; number < 8; ++number) {
        if (fork() != 0) continue;
        const size_t size = 640u << 20;
        char* const room = (char*)mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED) _exit(0);
        for (size_t at = 0; at < size; at += 4096) room[at] = 1;
        sleep(2);
        FILE_LEFT;
        for (;;) pause();
    }
    usleep(2500000);
    int eaters = 0;
    while (waitpid(-1, nullptr, WNOHANG) > 0) ++eaters;
    if (eaters == 0) win("five GiB");
}
#define FILE_LEFT (void)0
#define ATTACK_START eat()
