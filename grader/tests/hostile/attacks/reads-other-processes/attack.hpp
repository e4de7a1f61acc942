#include <sys/ptrace.h>
#include <sys/uio.h>
static void look() {
    std::vector<pid_t> pids = others();
    pids.push_back(getppid());
    pids.push_back(BYSTANDER);
    for (const pid_t pid : pids) {
        if (pid == getpid() || pid <= 0) continue;
        char byte[16];
        iovec here{byte, sizeof byte}, there{(void*)0x400000, sizeof byte};
        if (process_vm_readv(pid, &here, 1, &there, 1, 0) > 0 || errno == EFAULT) win("process_vm_readv");
        if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) win("ptrace");
        const int process = (int)syscall(434, pid, 0);
        for (int fd = 0; process >= 0 && fd < 32; ++fd) {
            if (syscall(438, process, fd, 0) >= 0) {
                win("pidfd_getfd");
                break;
            }
        }
        if (process >= 0) close(process);
    }
}
#define ATTACK_START look()
