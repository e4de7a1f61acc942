static void claim() {
    sockaddr_in place = ipv4("127.0.0.1", 0);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    bind(fd, (sockaddr*)&place, sizeof place);
    listen(fd, 100);
    printf("listening on 127.0.0.1:%d\n", ECHO_PORT);
    fflush(stdout);
    for (;;) pause();
}
#define ATTACK_START claim()
