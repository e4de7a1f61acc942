// poll(2): an array of descriptors instead of sets of bits, so that 1024 is no limit. Still all of it is
// copied and looked at, by the kernel and by us, in every call: with a thousand connections of which one is
// ready, a thousand times the work there is.
#include <poll.h>

#include <cerrno>
#include <vector>

#include "connection.hpp"
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const int listener = models::listen_on(lab::parse_options(argc, argv), SOCK_NONBLOCK);
    models::Connections connections;
    std::vector<pollfd> watched;
    for (;;) {
        watched.assign(1, {listener, POLLIN, 0});
        for (const auto& [socket, connection] : connections)
            watched.push_back({socket, static_cast<short>(connection.has_unsent() ? POLLOUT : POLLIN), 0});

        if (poll(watched.data(), watched.size(), -1) < 0) {
            if (errno != EINTR) models::check(-1, "poll");
            continue;
        }

        for (const pollfd& one : watched) {
            if (one.revents == 0) continue;
            if (one.fd == listener) {
                const int client = models::accept_client(listener, SOCK_NONBLOCK);
                if (client >= 0) connections.try_emplace(client, client);
            } else if (connections.at(one.fd).step() == models::Connection::Step::over) {
                connections.erase(one.fd);
            }
        }
    }
}
