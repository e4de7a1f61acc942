// A right server: connections in a vector, each with a fixed buffer.
#include <errno.h>
#include <poll.h>
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

bool would_block() {
    return errno == EAGAIN || errno == EINTR;
}

/// False: it is over.
bool send_rest(Connection& connection) {
    const ssize_t sent =
        write(connection.socket, connection.buffer + connection.begin, connection.end - connection.begin);
    if (sent > 0) connection.begin += static_cast<std::size_t>(sent);
    return sent >= 0 || would_block();
}

/// False: it is over.
bool step(Connection& connection) {
    if (!connection.owes()) {
        const ssize_t got = read(connection.socket, connection.buffer, sizeof connection.buffer);
        if (got == 0) return false;
        if (got < 0) return would_block();
        connection.begin = 0;
        connection.end = static_cast<std::size_t>(got);
    }
    return send_rest(connection);
}

Connection* accept_one(int listener) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return nullptr;
    if (connections.size() <= static_cast<std::size_t>(client))
        connections.resize(static_cast<std::size_t>(client) + 1);
    Connection& made = connections[static_cast<std::size_t>(client)];
    made = Connection();
    made.socket = client;
    return &made;
}

void forget(Connection& connection) {
    close(connection.socket);
    connection.socket = -1;
}

void turn(int listener) {
    for (;;) {
        accept_one(listener);
        for (Connection& connection : connections) {
            if (connection.socket >= 0 && !step(connection)) forget(connection);
        }
    }
}

short wanted_of(const Connection& connection) {
    return connection.owes() ? POLLOUT : POLLIN;
}

void with_poll(int listener) {
    for (;;) {
        std::vector<pollfd> wanted;
        for (const Connection& connection : connections) {
            if (connection.socket >= 0) wanted.push_back({connection.socket, wanted_of(connection), 0});
        }
        wanted.push_back({listener, POLLIN, 0});
        if (poll(wanted.data(), wanted.size(), -1) <= 0) continue;
        for (const pollfd& one : wanted) {
            if (one.revents == 0 || one.fd == listener) continue;
            Connection& connection = connections[static_cast<std::size_t>(one.fd)];
            if (!step(connection)) forget(connection);
        }
        if (wanted.back().revents != 0) accept_one(listener);
    }
}

std::uint32_t events_of(const Connection& connection) {
    return connection.owes() ? EPOLLOUT : EPOLLIN;
}

void tell(int epoll, int operation, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    epoll_ctl(epoll, operation, socket, &event);
}

void with_epoll(int listener) {
    const int epoll = epoll_create1(0);
    tell(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
    epoll_event ready[16];
    for (;;) {
        const int count = epoll_wait(epoll, ready, 16, -1);
        for (int index = 0; index < count; ++index) {
            const int socket = ready[index].data.fd;
            if (socket == listener) {
                if (const Connection* made = accept_one(listener))
                    tell(epoll, EPOLL_CTL_ADD, made->socket, EPOLLIN);
                continue;
            }
            Connection& connection = connections[static_cast<std::size_t>(socket)];
            const bool owed = connection.owes();
            if (!step(connection))
                forget(connection);
            else if (owed != connection.owes())
                tell(epoll, EPOLL_CTL_MOD, socket, events_of(connection));
        }
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    signal(SIGPIPE, SIG_IGN);
    const lab::How how = lab::take_how(argc, argv);
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    if (how == lab::How::turn) turn(listener);
    if (how == lab::How::poll) with_poll(listener);
    with_epoll(listener);
}
