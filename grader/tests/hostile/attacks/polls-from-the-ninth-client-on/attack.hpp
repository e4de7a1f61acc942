#pragma once
#define ATTACK_START attack()
#include <atomic>
#include <thread>
#include "poll_server.hpp"
static void serve_one(int fd, std::chrono::milliseconds delay, std::atomic<int>* live) {
    while (wrong::echo_once(fd, delay)) continue;
    --*live;
    close(fd);
}
static void attack() {
    static std::atomic<int> live{0};
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    for (;;) {
        poll(all.data(), all.size(), -1);
        if (all[0].revents != 0) exit(0);
        for (std::size_t index = all.size() - 1; index > 1; --index) {
            if (all[index].revents == 0 || wrong::echo_once(all[index].fd, listener.options.delay)) continue;
            close(all[index].fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        if (all[1].revents == 0) continue;
        const int fd = accept(listener.fd, nullptr, nullptr);
        if (fd < 0) continue;
        if (live >= 8) {
            all.push_back({fd, POLLIN, 0});
        } else {
            ++live;
            std::thread(serve_one, fd, listener.options.delay, &live).detach();
        }
    }
}
