// A right server: edge-triggered, connections in a vector, each with a fixed buffer.
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lab/loop.hpp"

namespace {

struct Connection {
    int socket = -1;
    char buffer[1000];
    std::size_t begin = 0;
    std::size_t end = 0;

    bool owes() const { return begin < end; }
};

// By descriptor; socket is -1 where nobody is.
std::vector<Connection> connections;

enum class Turn { blocked, over };

Turn blocked_or_over() {
    return errno == EAGAIN ? Turn::blocked : Turn::over;
}

Turn serve(Connection& connection) {
    for (;;) {
        if (!connection.owes()) {
            const ssize_t got = read(connection.socket, connection.buffer, sizeof connection.buffer);
            if (got == 0) return Turn::over;
            if (got < 0) return blocked_or_over();
            connection.begin = 0;
            connection.end = static_cast<std::size_t>(got);
        }
        const ssize_t sent =
            write(connection.socket, connection.buffer + connection.begin, connection.end - connection.begin);
        if (sent < 0) return blocked_or_over();
        connection.begin += static_cast<std::size_t>(sent);
    }
}

void tell(int epoll, int operation, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    epoll_ctl(epoll, operation, socket, &event);
}

void accept_all(int epoll, int listener) {
    for (;;) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) return;
        if (connections.size() <= static_cast<std::size_t>(client))
            connections.resize(static_cast<std::size_t>(client) + 1);
        connections[static_cast<std::size_t>(client)] = Connection();
        connections[static_cast<std::size_t>(client)].socket = client;
        tell(epoll, EPOLL_CTL_ADD, client, EPOLLIN | EPOLLOUT | EPOLLET);
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    signal(SIGPIPE, SIG_IGN);
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    const int epoll = epoll_create1(0);
    tell(epoll, EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLET);
    epoll_event ready[16];
    for (;;) {
        const int count = epoll_wait(epoll, ready, 16, -1);
        for (int index = 0; index < count; ++index) {
            const int socket = ready[index].data.fd;
            if (socket == listener) {
                accept_all(epoll, listener);
                continue;
            }
            Connection& connection = connections[static_cast<std::size_t>(socket)];
            if (serve(connection) == Turn::blocked) continue;
            close(connection.socket);
            connection.socket = -1;
        }
    }
}
