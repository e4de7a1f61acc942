static void sleep_on() {
    sockaddr_in place = ipv4("127.0.0.1", 0);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    bind(fd, (sockaddr*)&place, sizeof place);
    listen(fd, 100);
    socklen_t size = sizeof place;
    getsockname(fd, (sockaddr*)&place, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(place.sin_port));
    fflush(stdout);
    for (;;) pause();
}
#define ATTACK_START sleep_on()
