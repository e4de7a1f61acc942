#include "listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

void die(const char* call) {
    perror(call);
    exit(EXIT_FAILURE);
}

int listen_on(uint16_t port, int share_port, int type_flags) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | type_flags, 0);
    if (listener < 0) die("socket");
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (share_port && setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        die("setsockopt SO_REUSEPORT");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (const struct sockaddr*)&address, sizeof address) != 0) die("bind");
    if (listen(listener, SOMAXCONN) != 0) die("listen");
    return listener;
}

uint16_t port_of(int socket) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (getsockname(socket, (struct sockaddr*)&address, &size) != 0) die("getsockname");
    return ntohs(address.sin_port);
}

void set_nodelay(int connection) {
    const int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}
