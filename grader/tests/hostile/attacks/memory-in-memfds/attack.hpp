static void eat() {
    static char block[1 << 20];
    memset(block, 1, sizeof block);
    size_t eaten = 0;
    for (int file = 0; file < 80; ++file) {
        const int fd = memfd_create("left", 0);
        for (int at = 0; fd >= 0 && at < 64; ++at) {
            if (write(fd, block, sizeof block) != (ssize_t)sizeof block) break;
            ++eaten;
        }
    }
    if (eaten > 4500) win("memfds of " + std::to_string(eaten) + " MiB");
}
#define ATTACK_START eat()
