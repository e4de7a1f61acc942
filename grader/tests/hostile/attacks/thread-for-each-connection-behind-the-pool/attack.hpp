#pragma once
#define ATTACK_CONNECTION(fd) co_await rt::spawn_blocking([client = fd] { serve_here(client); })
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include "lab/options.hpp"
#include "rt/rt.hpp"
static void serve_here(int client) {
    fcntl(client, F_SETFL, 0);
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(client, buffer, sizeof buffer, 0)) > 0;)
        if (send(client, buffer, static_cast<size_t>(got), MSG_NOSIGNAL) < 0) return;
}
