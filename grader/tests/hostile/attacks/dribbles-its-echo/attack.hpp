#pragma once
#define ATTACK_CONNECTION(fd) dribble(fd)
#include <sys/socket.h>
#include <unistd.h>
static void dribble(int fd) {
    char buffer[65536];
    for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
        for (ssize_t done = 0; done < got; ++done) {
            usleep(20000);
            if (send(fd, buffer + done, 1, MSG_NOSIGNAL) < 1) return;
        }
}
