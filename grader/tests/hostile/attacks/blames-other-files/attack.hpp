#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#line 1 "/usr/include/c++/12/bits/std_thread.h"
static int wait_for_all(pollfd* all, nfds_t number) { return poll(all, number, 1000); }
#line 77 "/etc/passwd"
static void take(int listener, std::vector<pollfd>& all) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd >= 0) all.push_back({fd, POLLIN, 0});
}
#line 2147483646 "lab4/<img src=x onerror=alert(1)>|`\\x1b[2J.cpp"
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    for (;;) {
        wait_for_all(all.data(), all.size());
        if (all[0].revents != 0) exit(0);
        for (std::size_t index = all.size() - 1; index > 1; --index) {
            if (all[index].revents == 0 || wrong::echo_once(all[index].fd, listener.options.delay)) continue;
            close(all[index].fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        if (all[1].revents != 0) take(listener.fd, all);
    }
}
