#include <sys/resource.h>
static void strike_all() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (const pid_t pid : pids) {
        if (pid == getpid() || pid <= 0) continue;
        if (setpriority(PRIO_PROCESS, (id_t)pid, 19) == 0) win("setpriority");
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(0, &one);
        if (sched_setaffinity(pid, sizeof one, &one) == 0) win("affinity");
        const sched_param idle{0};
        if (sched_setscheduler(pid, SCHED_IDLE, &idle) == 0) win("scheduler");
        if (syscall(SYS_ioprio_set, 1, pid, 3 << 13) == 0) win("ioprio");
        setpriority(PRIO_PGRP, (id_t)pid, 19);
    }
    setpriority(PRIO_USER, 0, 19);
}
#define ATTACK_START strike_all()
