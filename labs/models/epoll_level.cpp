// epoll(7), level-triggered: the kernel keeps the list of what is watched, and tells of those that are ready,
// only of those, and as long as they are. So one step for each event is enough; what is left is told again.
// The price is a call when the interest changes, here between reading and writing.
#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "connection.hpp"
#include "sockets.hpp"

namespace {

void watch(int epoll, int operation, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    models::check(epoll_ctl(epoll, operation, socket, &event), "epoll_ctl");
}

}  // namespace

int main(int argc, char* argv[]) {
    const int listener = models::listen_on(lab::parse_options(argc, argv), SOCK_NONBLOCK);
    const int epoll = models::check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
    models::Connections connections;
    std::array<epoll_event, 256> events;
    for (;;) {
        const int count = epoll_wait(epoll, events.data(), events.size(), -1);
        if (count < 0 && errno != EINTR) models::check(count, "epoll_wait");
        for (int index = 0; index < count; ++index) {
            const int socket = events[static_cast<std::size_t>(index)].data.fd;
            if (socket == listener) {
                const int client = models::accept_client(listener, SOCK_NONBLOCK);
                if (client < 0) continue;
                connections.try_emplace(client, client);
                watch(epoll, EPOLL_CTL_ADD, client, EPOLLIN);
                continue;
            }
            models::Connection& connection = connections.at(socket);
            const bool had_unsent = connection.has_unsent();
            // Closing takes it out of the epoll.
            if (connection.step() == models::Connection::Step::over)
                connections.erase(socket);
            else if (connection.has_unsent() != had_unsent)
                watch(epoll, EPOLL_CTL_MOD, socket, connection.has_unsent() ? EPOLLOUT : EPOLLIN);
        }
    }
}
