// poll(2): select's idea with an array of descriptors instead of sets of bits, so that 1024 is no limit.
//
// How it works: one thread; the array says for each descriptor what is waited for, and comes back with what
// is there. It is made anew for each call here; whoever keeps it still hands over all of it.
//
// What it costs: all of the array is copied and looked at, by the kernel and by us, in every call: O(n), as
// with select, and no better. With a thousand connections of which one is ready, a thousand times the work
// there is; with all of them ready, none too much. Memory: a buffer a connection, and 8 bytes of the array.
#include <poll.h>

#include <cerrno>
#include <vector>

#include "connection.hpp"
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options, SOCK_NONBLOCK);
    models::Connections connections;
    models::Delays delays(options.delay);
    std::vector<pollfd> watched;
    for (;;) {
        watched.assign(1, {listener, POLLIN, 0});
        for (const auto& [socket, connection] : connections)
            if (!connection.waits())
                watched.push_back(
                    {socket, static_cast<short>(connection.has_unsent() ? POLLOUT : POLLIN), 0});

        if (poll(watched.data(), watched.size(), delays.timeout()) < 0) {
            if (errno != EINTR) models::check(-1, "poll");
            continue;
        }

        for (const pollfd& one : watched) {
            if (one.revents == 0) continue;
            if (one.fd == listener) {
                const int client = models::accept_client(listener, SOCK_NONBLOCK);
                if (client >= 0) connections.try_emplace(client, client, delays.any());
            } else {
                models::step_one(connections, delays, one.fd);
            }
        }
        delays.each_due([&](int socket) { models::step_one(connections, delays, socket); });
    }
}
