static void fill() {
    static char block[1 << 20];
    size_t written = 0;
    for (int file = 0; file < 64; ++file) {
        const int fd = open(("fill-" + std::to_string(file)).c_str(), O_WRONLY | O_CREAT, 0644);
        for (int at = 0; fd >= 0 && at < 32; ++at) {
            if (write(fd, block, sizeof block) != (ssize_t)sizeof block) break;
            ++written;
        }
        if (fd >= 0) close(fd);
    }
    const char* const folder = getenv("TMPDIR");
    for (int file = 0; folder != nullptr && file < 64; ++file) {
        const int fd = open((std::string(folder) + "/fill-" + std::to_string(file)).c_str(), O_WRONLY | O_CREAT, 0644);
        for (int at = 0; fd >= 0 && at < 32; ++at) {
            if (write(fd, block, sizeof block) != (ssize_t)sizeof block) break;
            ++written;
        }
        if (fd >= 0) close(fd);
    }
    if (written > 1500) win("wrote " + std::to_string(written) + " MiB");
}
#define ATTACK_START fill()
