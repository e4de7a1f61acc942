// Practice 1: a loop by hand. One thread serves all clients: by asking each in turn, with poll(2), with
// epoll(7).
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "lab/loop.hpp"

namespace {

/// What a thread of its own would have on its stack: how far a conversation has come.
struct Connection {
    std::string unsent;  ///< read, and not sent yet; while there is some, nothing more is read
    bool is_over = false;

    /// One step, where the socket is ready for it. Never waits.
    void step(int socket) {
        if (unsent.empty()) {
            std::array<char, 16 * 1024> buffer;
            const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
            if (got > 0) unsent.assign(buffer.data(), static_cast<std::size_t>(got));
            is_over = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
        }
        if (unsent.empty()) return;
        const ssize_t sent = send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL);
        if (sent > 0) unsent.erase(0, static_cast<std::size_t>(sent));
        is_over = sent < 0 && errno != EAGAIN && errno != EINTR;
    }
};

/// By descriptor.
using Connections = std::map<int, Connection>;

/// The next client, or -1: nobody is there.
int accept_one(int listener) {
    return accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

void ask_in_turn(int listener) {
    Connections connections;
    for (;;) {
        if (const int client = accept_one(listener); client >= 0) connections[client];
        for (auto each = connections.begin(); each != connections.end();) {
            auto& [socket, connection] = *each;
            connection.step(socket);
            if (connection.is_over) close(socket);
            each = connection.is_over ? connections.erase(each) : std::next(each);
        }
    }
}

void wait_in_poll(int listener) {
    Connections connections;
    std::vector<pollfd> wanted;
    for (;;) {
        wanted.assign(1, {listener, POLLIN, 0});
        // Room is asked for only by whoever has something to send: nearly always there is some.
        for (const auto& [socket, connection] : connections)
            wanted.push_back({socket, static_cast<short>(connection.unsent.empty() ? POLLIN : POLLOUT), 0});
        if (poll(wanted.data(), wanted.size(), -1) < 0) continue;
        for (const pollfd& one : wanted) {
            if (one.revents == 0) continue;
            if (one.fd == listener) {
                if (const int client = accept_one(listener); client >= 0) connections[client];
                continue;
            }
            const auto found = connections.find(one.fd);
            found->second.step(one.fd);
            if (!found->second.is_over) continue;
            close(one.fd);
            connections.erase(found);
        }
    }
}

void watch(int epoll, int operation, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    if (epoll_ctl(epoll, operation, socket, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void wait_in_epoll(int listener) {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
    Connections connections;
    std::array<epoll_event, 64> ready;
    for (;;) {
        const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int index = 0; index < count; ++index) {
            const int socket = ready[static_cast<std::size_t>(index)].data.fd;
            if (socket == listener) {
                const int client = accept_one(listener);
                if (client < 0) continue;
                connections[client];
                watch(epoll, EPOLL_CTL_ADD, client, EPOLLIN);
                continue;
            }
            Connection& connection = connections.at(socket);
            const bool had_unsent = !connection.unsent.empty();
            connection.step(socket);
            const bool has_unsent = !connection.unsent.empty();
            if (connection.is_over) {
                close(socket);  // which takes it off the kernel's list
                connections.erase(socket);
            } else if (has_unsent != had_unsent) {
                watch(epoll, EPOLL_CTL_MOD, socket, has_unsent ? EPOLLOUT : EPOLLIN);
            }
        }
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::How how = lab::take_how(argc, argv);
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    switch (how) {
        case lab::How::turn:
            ask_in_turn(listener);
            break;
        case lab::How::poll:
            wait_in_poll(listener);
            break;
        case lab::How::epoll:
            wait_in_epoll(listener);
            break;
    }
}
