#pragma once
#define ATTACK_START attack()
#include <sys/time.h>
#include "poll_server.hpp"
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    const timeval soon{0, 1000};
    setsockopt(listener.fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    std::vector<int> clients;
    for (;;) {
        signalfd_siginfo came{};
        pollfd term{listener.stop, POLLIN, 0};
        if (poll(&term, 1, 0) > 0 && read(listener.stop, &came, sizeof came) > 0) exit(0);
        const int fd = accept(listener.fd, nullptr, nullptr);
        if (fd >= 0) {
            setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
            clients.push_back(fd);
        }
        for (std::size_t index = clients.size(); index > 0; --index) {
            char buffer[16384];
            const ssize_t got = recv(clients[index - 1], buffer, sizeof buffer, 0);
            if (got < 0 && errno == EAGAIN) continue;
            if (got > 0 && send(clients[index - 1], buffer, static_cast<size_t>(got), MSG_NOSIGNAL) == got) continue;
            close(clients[index - 1]);
            clients.erase(clients.begin() + static_cast<long>(index) - 1);
        }
    }
}
