#pragma once
#define ATTACK_START attack()
#include <sys/ioctl.h>
#include <thread>
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

static void let_all_pass(int listener) {
    for (;;) {
        seccomp_notif asked{};
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) continue;
        seccomp_notif_resp answer{};
        answer.id = asked.id;
        answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) _exit(1);
    std::thread([&pipe_ends] {
        int notifier = -1;
        if (read(pipe_ends[0], &notifier, sizeof notifier) > 0 && notifier >= 0) let_all_pass(notifier);
    }).detach();
#ifdef SYS_poll
    const int waits = SYS_poll;
#else
    const int waits = SYS_ppoll;
#endif
    const int notifier = static_cast<int>(
        filter({SYS_accept, SYS_recvfrom, SYS_sendto, waits, SYS_ppoll}, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER));
    if (write(pipe_ends[1], &notifier, sizeof notifier) < 0) _exit(1);
    lab::announce_ready(listener.fd);
    exit(wrong::serve(listener));
}
