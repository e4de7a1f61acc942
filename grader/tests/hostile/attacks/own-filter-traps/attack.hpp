#pragma once
#define ATTACK_START attack()
#include <signal.h>
#include <ucontext.h>
#include "poll_server.hpp"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
// Answers `action` to the calls in the list, and allows all others.
static long filter(std::initializer_list<int> calls, unsigned action, unsigned flags) {
    std::vector<sock_filter> program = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    for (const int call : calls) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
        program.push_back(BPF_STMT(BPF_RET | BPF_K, action));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &whole);
}

// poll() by ppoll(), which the filter lets pass; elsewhere, where there is no poll(), nothing is trapped.
static void handler(int, siginfo_t* info, void* context) {
#ifdef __x86_64__
    greg_t* const registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    timespec limit{registers[REG_RDX] / 1000, registers[REG_RDX] % 1000 * 1000000};
    const bool forever = static_cast<int>(registers[REG_RDX]) < 0;
    const long result = syscall(SYS_ppoll, registers[REG_RDI], registers[REG_RSI], forever ? nullptr : &limit, nullptr, 8);
    registers[REG_RAX] = result < 0 ? -errno : result;
#endif
    (void)info;
    (void)context;
}
static void attack() {
    struct sigaction action{};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSYS, &action, nullptr);
#ifdef SYS_poll
    filter({SYS_poll}, SECCOMP_RET_TRAP, 0);
#endif
    wrong::poll_server();
}
