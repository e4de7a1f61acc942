// select(2), 1983: one thread, and one call that waits for all.
//
// How it works: three sets of bits go in, and come back with the bits of those descriptors that are ready.
// The sets are the question and the answer, so they are made anew for each call. Then the ready ones are
// served, with calls that do not block.
//
// What it costs: for each call, work for every connection, ready or not: we set its bit, the kernel looks at
// every descriptor up to the highest, and we test its bit: O(n). If k of n are ready, that is shared by k
// messages: with all of them talking it does not matter, with one it is everything. A set has FD_SETSIZE =
// 1024 bits: a descriptor beyond that would be written behind its end. Memory: a buffer a connection.
#include <sys/select.h>

#include <algorithm>
#include <cerrno>

#include "connection.hpp"
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options, SOCK_NONBLOCK);
    models::Connections connections;
    models::Delays delays(options.delay);
    for (;;) {
        fd_set readable, writable;
        FD_ZERO(&readable);
        FD_ZERO(&writable);
        FD_SET(listener, &readable);
        for (const auto& [socket, connection] : connections)
            if (!connection.waits()) FD_SET(socket, connection.has_unsent() ? &writable : &readable);
        const int highest = connections.empty() ? listener : std::max(listener, connections.rbegin()->first);

        const int left = delays.timeout();
        timeval limit{.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};
        if (select(highest + 1, &readable, &writable, nullptr, left < 0 ? nullptr : &limit) < 0) {
            if (errno != EINTR) models::check(-1, "select");
            continue;
        }

        models::step_each(connections, delays, [&](int socket) {
            return FD_ISSET(socket, &readable) || FD_ISSET(socket, &writable);
        });
        if (!FD_ISSET(listener, &readable)) continue;
        const int client = models::accept_client(listener, SOCK_NONBLOCK);
        // Where no bit is left it is turned away.
        if (client >= FD_SETSIZE)
            close(client);
        else if (client >= 0)
            connections.try_emplace(client, client, delays.any());
    }
}
