#pragma once
#define ATTACK_START attack()
#include <sys/wait.h>
#include "poll_server.hpp"
static void send_descriptor(int channel, int fd) {
    char byte = 'x';
    iovec data{&byte, 1};
    char space[CMSG_SPACE(sizeof fd)] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    *reinterpret_cast<int*>(CMSG_DATA(header)) = fd;
    sendmsg(channel, &message, 0);
}
static int receive_descriptor(int channel) {
    char byte = 0;
    iovec data{&byte, 1};
    char space[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    if (recvmsg(channel, &message, 0) <= 0 || CMSG_FIRSTHDR(&message) == nullptr) return -1;
    return *reinterpret_cast<int*>(CMSG_DATA(CMSG_FIRSTHDR(&message)));
}

#include <thread>
static void child(int channel) {
    std::vector<pollfd> all = {{channel, POLLIN, 0}};
    for (;;) {
        poll(all.data(), all.size(), -1);
        for (std::size_t index = all.size() - 1; index > 0; --index) {
            if (all[index].revents == 0 || wrong::echo_once(all[index].fd, std::chrono::milliseconds(0))) continue;
            close(all[index].fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        if (all[0].revents == 0) continue;
        const int fd = receive_descriptor(channel);
        if (fd < 0) _exit(0);
        all.push_back({fd, POLLIN, 0});
    }
}
static void attack() {
    int channel[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, channel) != 0) _exit(1);
    if (fork() == 0) {
        close(channel[0]);
        child(channel[1]);
    }
    close(channel[1]);
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    for (;;) {
        pollfd all[] = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
        poll(all, 2, -1);
        if (all[0].revents != 0) exit(0);
        const int fd = accept(listener.fd, nullptr, nullptr);
        if (fd < 0) continue;
        std::thread([fd, channel = channel[0]] {
            send_descriptor(channel, fd);
            char bytes[1];
            while (recv(fd, bytes, 1, MSG_PEEK) > 0) usleep(20000);
            close(fd);
        }).detach();
    }
}
