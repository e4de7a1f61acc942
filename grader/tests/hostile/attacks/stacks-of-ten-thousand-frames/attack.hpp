#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"

static void serve_by(int (*wait)(pollfd*, nfds_t)) {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    for (;;) {
        wait(all.data(), all.size());
        if (all[0].revents != 0) exit(0);
        for (std::size_t index = all.size() - 1; index > 1; --index) {
            if (all[index].revents == 0 || wrong::echo_once(all[index].fd, listener.options.delay)) continue;
            close(all[index].fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        const int fd = all[1].revents != 0 ? accept(listener.fd, nullptr, nullptr) : -1;
        if (fd >= 0) all.push_back({fd, POLLIN, 0});
    }
}

static int deep(pollfd* all, nfds_t number, int left) {
    const int ready = left == 0 ? poll(all, number, -1) : deep(all, number, left - 1);
    asm volatile("" ::: "memory");
    return ready;
}
static void attack() {
    serve_by([](pollfd* all, nfds_t number) { return deep(all, number, 10000); });
}
