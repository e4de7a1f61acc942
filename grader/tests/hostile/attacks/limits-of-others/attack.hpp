static void strike_all() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (const pid_t pid : pids) {
        if (pid == getpid() || pid <= 0) continue;
        const rlimit none{0, 0}, little{1, 1};
        if (prlimit(pid, RLIMIT_FSIZE, &none, nullptr) == 0) win("prlimit");
        prlimit(pid, RLIMIT_NOFILE, &little, nullptr);
        prlimit(pid, RLIMIT_CPU, &little, nullptr);
        rlimit seen{};
        if (prlimit(pid, RLIMIT_NOFILE, nullptr, &seen) == 0) win("seen");
    }
}
#define ATTACK_START strike_all()
