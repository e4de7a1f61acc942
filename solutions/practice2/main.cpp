// Practice 2: edges. The loop of practice 1 with epoll(7), edge-triggered: the kernel tells of each change
// once, so whoever is told goes on until there is nothing left to do.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <system_error>

#include "lab/loop.hpp"

namespace {

struct Connection {
    std::string unsent;  ///< read, and not sent yet; while there is some, nothing more is read
    bool is_over = false;
};

std::map<int, Connection> connections;  // by descriptor

void watch(int epoll, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.fd = socket;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

/// All who wait: those that are left are told of again only when another one comes.
void accept_clients(int epoll, int listener) {
    for (;;) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        // One that has gone again; the next may be there.
        if (client < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
        if (client < 0) return;
        connections[client];
        // Both directions, once for all: an edge comes only when something changes.
        watch(epoll, client, EPOLLIN | EPOLLOUT);
    }
}

/// Until EAGAIN, in the direction that it has come to: only then will the kernel tell of it again.
void serve(int socket, Connection& connection) {
    for (;;) {
        if (connection.unsent.empty()) {
            std::array<char, 4096> buffer;
            const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0 && errno == EAGAIN) return;
            connection.is_over = got <= 0;
            if (connection.is_over) return;
            connection.unsent.assign(buffer.data(), static_cast<std::size_t>(got));
        }
        const ssize_t sent = send(socket, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) return;
        connection.is_over = sent < 0;
        if (connection.is_over) return;
        connection.unsent.erase(0, static_cast<std::size_t>(sent));
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, listener, EPOLLIN);
    std::array<epoll_event, 64> ready;
    for (;;) {
        const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int index = 0; index < count; ++index) {
            const int socket = ready[static_cast<std::size_t>(index)].data.fd;
            if (socket == listener) {
                accept_clients(epoll, listener);
                continue;
            }
            Connection& connection = connections.at(socket);
            serve(socket, connection);
            if (!connection.is_over) continue;
            close(socket);  // which takes it off the kernel's list
            connections.erase(socket);
        }
    }
}
