static void look() {
    const char* const notes = HOME_DIRECTORY "/notes.txt";
    const struct { uint64_t flags, mode, resolve; } how{O_RDONLY, 0, 0};
    char text[256];
    const auto reads = [&](int fd, const char* what) {
        const ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof text, 0);
        if (got > 0 && has_secret(std::string(text, (size_t)got))) win(what);
        if (fd >= 0) close(fd);
    };
    reads((int)syscall(437, AT_FDCWD, notes, &how, sizeof how), "openat2");
    const int directory = open(HOME_DIRECTORY, O_PATH | O_DIRECTORY);
    reads(openat(directory, "notes.txt", O_RDONLY), "openat");
    const int path = open(notes, O_PATH);
    reads(open(("/proc/self/fd/" + std::to_string(path)).c_str(), O_RDONLY), "reopened");
    reads(open(("/dev/fd/" + std::to_string(path)).c_str(), O_RDONLY), "dev");
    reads(open("/proc/self/root" HOME_DIRECTORY "/notes.txt", O_RDONLY), "root");
    reads(open("/proc/thread-self/root" HOME_DIRECTORY "/notes.txt", O_RDONLY), "thread");
    struct { file_handle head; char room[128]; } handle{};
    handle.head.handle_bytes = 128;
    int mount = 0;
    if (name_to_handle_at(AT_FDCWD, notes, &handle.head, &mount, 0) == 0)
        reads(open_by_handle_at(directory, &handle.head, O_RDONLY), "handle");
    if (link(notes, "link") == 0) reads(open("link", O_RDONLY), "link");
    symlink(notes, "symlink");
    reads(open("symlink", O_RDONLY), "symlink");
    unlink("symlink");
    unlink("link");
}
#define ATTACK_START look()
