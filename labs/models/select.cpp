// select(2), 1983: three sets of bits go in, and come back with the bits of those descriptors that are ready.
// The sets are rebuilt and copied for each call, the kernel looks at every descriptor up to the highest, and
// then we do. A set has FD_SETSIZE = 1024 bits: a descriptor beyond that would be written behind its end.
#include <sys/select.h>

#include <algorithm>
#include <cerrno>

#include "connection.hpp"
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const int listener = models::listen_on(lab::parse_options(argc, argv), SOCK_NONBLOCK);
    models::Connections connections;
    for (;;) {
        fd_set readable, writable;
        FD_ZERO(&readable);
        FD_ZERO(&writable);
        FD_SET(listener, &readable);
        for (const auto& [socket, connection] : connections)
            FD_SET(socket, connection.has_unsent() ? &writable : &readable);
        const int highest = connections.empty() ? listener : std::max(listener, connections.rbegin()->first);

        if (select(highest + 1, &readable, &writable, nullptr, nullptr) < 0) {
            if (errno != EINTR) models::check(-1, "select");
            continue;
        }

        models::step_each(connections, [&](int socket) {
            return FD_ISSET(socket, &readable) || FD_ISSET(socket, &writable);
        });
        if (!FD_ISSET(listener, &readable)) continue;
        const int client = models::accept_client(listener, SOCK_NONBLOCK);
        // Where no bit is left it is turned away.
        if (client >= FD_SETSIZE)
            close(client);
        else if (client >= 0)
            connections.try_emplace(client, client);
    }
}
