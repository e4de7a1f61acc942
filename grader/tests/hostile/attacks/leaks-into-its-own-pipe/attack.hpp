#pragma once
#define ATTACK_CONNECTION(fd) leak(fd)
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static void leak(int fd) {
    static int channel[2] = {-1, -1};
    static int sent = 0;
    if (sent++ % 100 == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, channel) != 0) return;
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
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    sendmsg(channel[0], &message, MSG_DONTWAIT);
}
