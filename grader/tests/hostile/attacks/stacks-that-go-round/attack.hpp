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

// The call itself, with a frame pointer that leads in a circle.
__attribute__((noinline)) static int in_a_circle(pollfd* all, nfds_t number) {
    static unsigned long ring[8];
    ring[0] = reinterpret_cast<unsigned long>(&ring[2]);
    ring[1] = reinterpret_cast<unsigned long>(&poll);
    ring[2] = reinterpret_cast<unsigned long>(&ring[0]);
    ring[3] = 0xffffffff81000000UL;
    long ready = 0;
#ifdef __x86_64__
    register long flags asm("r10") = 0;
    asm volatile("push %%rbp\n\tmov %[ring], %%rbp\n\tsyscall\n\tpop %%rbp"
                 : "=a"(ready)
                 : "a"(7L), "D"(all), "S"(number), "d"(-1L), [ring] "r"(&ring[0]), "r"(flags)
                 : "rcx", "r11", "memory");
#else
    ready = poll(all, number, -1);
#endif
    return static_cast<int>(ready);
}
static void attack() {
    serve_by(in_a_circle);
}
