static void reach() {
    in_child([] {
        setsid();
        in_child([] {
            sockaddr_in place = ipv4("127.0.0.1", CANARY_PORT);
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            connect(fd, (sockaddr*)&place, sizeof place);
        });
    });
}
#define ATTACK_START reach()
