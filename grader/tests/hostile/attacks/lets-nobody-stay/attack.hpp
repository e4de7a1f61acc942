#pragma once
#define ATTACK_CONNECTION(fd) end_later(fd)
#include <sys/socket.h>
#include <sys/time.h>

static void end_later(int fd) {
    const timeval ten{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &ten, sizeof ten);
}
