static void reach() {
    for (const char* const name : {"::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::"}) {
        sockaddr_in6 place{};
        place.sin6_family = AF_INET6;
        place.sin6_port = htons(CANARY_PORT);
        inet_pton(AF_INET6, name, &place.sin6_addr);
        const int fd = socket(AF_INET6, SOCK_STREAM, 0);
        if (connect(fd, (sockaddr*)&place, sizeof place) == 0) win(name);
        close(fd);
    }
    for (const char* const name : {"127.9.9.9", "0.0.0.0"}) {
        sockaddr_in place = ipv4(name, CANARY_PORT);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (sockaddr*)&place, sizeof place) == 0) win(name);
        close(fd);
    }
}
#define ATTACK_START reach()
