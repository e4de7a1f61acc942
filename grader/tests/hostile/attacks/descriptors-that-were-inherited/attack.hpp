static void look() {
    for (int fd = 3; fd < 4096; ++fd) {
        if (fcntl(fd, F_GETFD) < 0) continue;
        char text[4096];
        const ssize_t got = pread(fd, text, sizeof text, 0);
        win("descriptor " + std::to_string(fd));
        if (got > 0 && has_secret(std::string(text, (size_t)got))) win("secret");
    }
    char text[64];
    if (read(0, text, sizeof text) > 0) win("standard input");
}
#define ATTACK_START look()
