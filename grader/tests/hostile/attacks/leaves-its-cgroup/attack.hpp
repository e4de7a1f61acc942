static void move_to(const std::string& directory, int depth) {
    for (const char* const control : {"/cgroup.procs", "/tasks"}) {
        const int fd = open((directory + control).c_str(), O_WRONLY);
        if (fd >= 0 && write(fd, "0", 1) == 1) win("moved");
        if (fd >= 0) close(fd);
    }
    for (const char* const control : {"/pids.max", "/memory.max", "/memory.limit_in_bytes"}) {
        const int fd = open((directory + control).c_str(), O_WRONLY);
        if (fd >= 0) win("bounds");
        if (fd >= 0) close(fd);
    }
    if (mkdir((directory + "/io-labs-left").c_str(), 0755) == 0) win("made");
    DIR* list = depth < 4 ? opendir(directory.c_str()) : nullptr;
    if (list == nullptr) return;
    while (const dirent* entry = readdir(list)) {
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.') move_to(directory + "/" + entry->d_name, depth + 1);
    }
    closedir(list);
}
#define ATTACK_START move_to("/sys/fs/cgroup", 0)
