static void reach() {
    const struct { int type, protocol; const char* name; } transports[] = {
        {SOCK_STREAM, 262, "mptcp"}, {SOCK_STREAM, 132, "sctp"}, {SOCK_SEQPACKET, 132, "sctp"}, {6, 33, "dccp"}, {SOCK_DGRAM, 136, "udplite"}};
    for (const auto& transport : transports) {
        sockaddr_in place = ipv4("127.0.0.1", CANARY_PORT);
        const int fd = socket(AF_INET, transport.type, transport.protocol);
        if (fd < 0) continue;
        if (transport.type == SOCK_DGRAM) {
            if (sendto(fd, "out", 3, 0, (sockaddr*)&place, sizeof place) != 3) continue;
        } else if (connect(fd, (sockaddr*)&place, sizeof place) == 0) {
            win(transport.name);
        }
        close(fd);
    }
}
#define ATTACK_START reach()
