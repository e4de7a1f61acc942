static void leave() {
    in_child([] {
        setsid();
        if (fork() != 0) _exit(0);
        for (const int port : {0, 0, 0}) {
            sockaddr_in place = ipv4("127.0.0.1", port);
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            bind(fd, (sockaddr*)&place, sizeof place);
            listen(fd, 5);
        }
        sockaddr_in place = ipv4("127.0.0.1", 0);
        const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
        bind(datagrams, (sockaddr*)&place, sizeof place);
        sockaddr_un name;
        const socklen_t size = unix_address("@left-by-an-attack", name);
        const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        if (fd >= 0 && bind(fd, (sockaddr*)&name, size) == 0) listen(fd, 5);
        for (;;) pause();
    });
}
#define ATTACK_READY leave()
