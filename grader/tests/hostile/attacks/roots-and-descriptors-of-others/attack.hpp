static void look() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    pids.push_back(1);
    for (const pid_t pid : pids) {
        if (pid == getpid()) continue;
        const std::string place = "/proc/" + std::to_string(pid);
        steal(place + "/root" HOME_DIRECTORY "/notes.txt", "root");
        steal(place + "/cwd/notes.txt", "cwd");
        for (int fd = 0; fd < 64; ++fd) {
            char target[256];
            const std::string link = place + "/fd/" + std::to_string(fd);
            if (readlink(link.c_str(), target, sizeof target) > 0) win("fd");
            steal(link, "file", 4096);
        }
    }
}
#define ATTACK_START look()
