static void make_all() {
    for (int family = 0; family < 64; ++family) {
        if (family == AF_INET || family == AF_INET6) continue;
        for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET}) {
            const int fd = socket(family, type, 0);
            if (fd < 0) continue;
            win("family " + std::to_string(family));
            close(fd);
            break;
        }
    }
    for (const int protocol : {1, 6, 255}) {
        if (socket(AF_INET, SOCK_RAW, protocol) >= 0) win("raw");
    }
    if (socket(AF_INET, SOCK_DGRAM, 1) >= 0) win("ping");
}
#define ATTACK_START make_all()
