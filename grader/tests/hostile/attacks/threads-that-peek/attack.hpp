#pragma once
#define ATTACK_START attack()
#include <sys/epoll.h>
#include <thread>
#include "poll_server.hpp"
static void look_like_a_reader(int fd) {
    char byte = 0;
    const int low = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &low, sizeof low);
    while (recv(fd, &byte, 1, MSG_PEEK) > 0) usleep(50000);
    close(fd);
}
static void attack() {
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    const int epoll = epoll_create1(0);
    for (const int fd : {listener.stop, listener.fd}) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = fd;
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
    }
    for (;;) {
        epoll_event event{};
        if (epoll_wait(epoll, &event, 1, -1) < 1) continue;
        if (event.data.fd == listener.stop) exit(0);
        if (event.data.fd != listener.fd) {
            if (wrong::echo_once(event.data.fd, listener.options.delay)) continue;
            shutdown(event.data.fd, SHUT_RDWR);
            close(event.data.fd);
            continue;
        }
        const int fd = accept(listener.fd, nullptr, nullptr);
        if (fd < 0) continue;
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = fd;
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
        std::thread(look_like_a_reader, dup(fd)).detach();
    }
}
