static void take() {
    for (int number = 0; number < 40; ++number) {
        if (fork() != 0) continue;
        for (;;) {
            sockaddr_in place = ipv4("127.0.0.1", 0);
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            if (fd < 0 || bind(fd, (sockaddr*)&place, sizeof place) != 0 || listen(fd, 1) != 0) pause();
        }
    }
    usleep(300000);
}
#define ATTACK_READY take()
