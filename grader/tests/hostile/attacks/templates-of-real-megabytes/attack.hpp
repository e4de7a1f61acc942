#pragma once
#define ATTACK_START attack()
#include <utility>
#include "poll_server.hpp"
template <int... numbers>
struct Long {};
template <class Name>
__attribute__((noinline)) int wait_for_all(pollfd* all, nfds_t number) {
    const int ready = poll(all, number, -1);
    asm volatile("" ::: "memory");
    return ready;
}
template <int... numbers>
int wait_with(std::integer_sequence<int, numbers...>, pollfd* all, nfds_t number) {
    return wait_for_all<Long<(numbers + 1000000)...>>(all, number);
}
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    for (;;) {
        wait_with(std::make_integer_sequence<int, 10000>(), all.data(), all.size());
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
