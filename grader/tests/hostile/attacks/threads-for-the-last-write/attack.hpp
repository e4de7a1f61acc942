#pragma once
#define ATTACK_START attack()
#include <map>
#include <thread>
#include "poll_server.hpp"
// Length first, then the bytes; a length of zero ends it.
static void writer(int pipe_end, int fd) {
    char buffer[16384];
    for (ssize_t got = 0; (got = read(pipe_end, buffer, sizeof buffer)) > 0;) {
        for (ssize_t done = 0; done < got;) {
            const ssize_t sent = send(fd, buffer + done, static_cast<size_t>(got - done), MSG_NOSIGNAL);
            if (sent <= 0) break;
            done += sent;
        }
    }
    close(pipe_end);
    close(fd);
}
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    std::map<int, int> pipes;
    for (;;) {
        poll(all.data(), all.size(), -1);
        if (all[0].revents != 0) exit(0);
        for (std::size_t index = all.size() - 1; index > 1; --index) {
            if (all[index].revents == 0) continue;
            char buffer[16384];
            const int fd = all[index].fd;
            const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
            if (got > 0 && write(pipes[fd], buffer, static_cast<size_t>(got)) > 0) continue;
            close(pipes[fd]);
            close(fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        if (all[1].revents == 0) continue;
        const int fd = accept(listener.fd, nullptr, nullptr);
        int ends[2];
        if (fd < 0 || pipe(ends) != 0) continue;
        pipes[fd] = ends[1];
        all.push_back({fd, POLLIN, 0});
        std::thread(writer, ends[0], dup(fd)).detach();
    }
}
