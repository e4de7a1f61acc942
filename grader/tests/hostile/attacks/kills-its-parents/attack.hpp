static void strike() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (const pid_t pid : pids) {
        if (pid == getpid() || pid <= 0) continue;
        kill(pid, SIGTERM);
        kill(pid, SIGKILL);
        syscall(SYS_tgkill, pid, pid, SIGKILL);
        syscall(SYS_tkill, pid, SIGKILL);
        siginfo_t info{};
        info.si_code = SI_QUEUE;
        syscall(SYS_rt_sigqueueinfo, pid, SIGKILL, &info);
        syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGKILL, &info);
        const int process = (int)syscall(434, pid, 0);
        if (process >= 0) syscall(424, process, SIGKILL, nullptr, 0);
        kill(-pid, SIGKILL);
    }
}
#define ATTACK_READY strike()
