static void strike() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (const pid_t pid : pids) {
        if (pid != getpid() && pid > 0) kill(pid, SIGSTOP);
    }
}
#define ATTACK_READY strike()
