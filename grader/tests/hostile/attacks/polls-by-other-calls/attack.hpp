#pragma once
#define ATTACK_START attack()
#include <fcntl.h>
#include "poll_server.hpp"
static void watch(int fd) {
    fcntl(fd, F_SETOWN, getpid());
    fcntl(fd, F_SETSIG, SIGRTMIN);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_ASYNC);
}
static bool move_bytes(int fd, const int* ends) {
    const ssize_t got = splice(fd, nullptr, ends[1], nullptr, 65536, SPLICE_F_NONBLOCK);
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    for (ssize_t left = got; left > 0;) {
        const ssize_t sent = splice(ends[0], nullptr, fd, nullptr, static_cast<size_t>(left), 0);
        if (sent <= 0) return false;
        left -= sent;
    }
    return true;
}
static void attack() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGRTMIN);
    sigaddset(&signals, SIGIO);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    const wrong::Listener listener = wrong::open_listener();
    fcntl(listener.fd, F_SETFL, O_NONBLOCK);
    watch(listener.fd);
    int ends[2];
    if (pipe(ends) != 0) _exit(1);
    lab::announce_ready(listener.fd);
    std::vector<int> clients;
    for (;;) {
        siginfo_t info{};
        if (sigwaitinfo(&signals, &info) == SIGTERM) exit(0);
        for (int fd = -1; (fd = accept(listener.fd, nullptr, nullptr)) >= 0;) {
            watch(fd);
            clients.push_back(fd);
        }
        for (std::size_t index = clients.size(); index > 0; --index) {
            if (move_bytes(clients[index - 1], ends)) continue;
            close(clients[index - 1]);
            clients.erase(clients.begin() + static_cast<long>(index) - 1);
        }
    }
}
