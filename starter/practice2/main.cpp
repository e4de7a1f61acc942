// Practice 2: edges. The handout is labs/practice/2-edges/README.md.
//
// What is here works: a loop with epoll(7) that serves all clients on one thread, as in practice 1. It is
// level-triggered. Make it edge-triggered. Grade it with:  ./lab practice 2
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

void watch(int epoll, int operation, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;  // TODO(practice2): | EPOLLET, and see what becomes of it
    event.data.fd = socket;
    if (epoll_ctl(epoll, operation, socket, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void accept_client(int epoll, int listener) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) return;
    connections[client];
    watch(epoll, EPOLL_CTL_ADD, client, EPOLLIN);
}

/// The socket is ready. Reads a piece if nothing is unsent, and sends what the kernel takes.
void serve(int socket, Connection& connection) {
    if (connection.unsent.empty()) {
        std::array<char, 4096> buffer;
        const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
        if (got > 0) connection.unsent.assign(buffer.data(), static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) connection.is_over = true;
    }
    if (connection.unsent.empty()) return;
    const ssize_t sent = send(socket, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
    if (sent > 0) connection.unsent.erase(0, static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) connection.is_over = true;
}

}  // namespace

int main(int argc, char* argv[]) {
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
    std::array<epoll_event, 64> ready;
    for (;;) {
        const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int index = 0; index < count; ++index) {
            const int socket = ready[static_cast<std::size_t>(index)].data.fd;
            if (socket == listener) {
                accept_client(epoll, listener);
                continue;
            }
            Connection& connection = connections.at(socket);
            const bool had_unsent = !connection.unsent.empty();
            serve(socket, connection);
            const bool has_unsent = !connection.unsent.empty();
            if (connection.is_over) {
                close(socket);  // which takes it off the kernel's list
                connections.erase(socket);
            } else if (had_unsent != has_unsent) {
                // Room is asked for only by whoever has something to send.
                watch(epoll, EPOLL_CTL_MOD, socket, has_unsent ? EPOLLOUT : EPOLLIN);
            }
        }
    }
}
