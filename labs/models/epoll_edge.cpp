// epoll(7), edge-triggered: the kernel tells only of changes.
//
// How it works: one registration for both directions is enough for a connection's whole life, but whoever
// stops before EAGAIN is not told again, and waits for ever. Reading until EAGAIN has a danger of its own: a
// client that sends faster than we echo would never let go of the loop. So each turn is limited, and who has
// not come to EAGAIN goes on in the next round, without an event: the readiness is kept here, since the
// kernel will not repeat it. (The runtime of Lab 5 does the same, in io.cpp.)
//
// What it costs: as level-triggered, O(ready). No call when the interest changes; instead one more recv for
// each message, which says EAGAIN. (A read that got less than it asked for says the same, and saves it.)
#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "connection.hpp"
#include "sockets.hpp"

namespace {

constexpr int steps_per_turn = 16;

void watch(int epoll, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.fd = socket;
    models::check(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

models::Connection::Step turn(models::Connection& connection) {
    auto last = models::Connection::Step::went_on;
    for (int step = 0; step < steps_per_turn && last == models::Connection::Step::went_on; ++step)
        last = connection.step();
    return last;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options, SOCK_NONBLOCK);
    const int epoll = models::check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    watch(epoll, listener, EPOLLIN);
    models::Connections connections;
    models::Delays delays(options.delay);
    std::set<int> ready;  // told of, and not yet at EAGAIN
    std::array<epoll_event, 256> events;
    for (;;) {
        const int count =
            epoll_wait(epoll, events.data(), events.size(), ready.empty() ? delays.timeout() : 0);
        if (count < 0 && errno != EINTR) models::check(count, "epoll_wait");
        for (int index = 0; index < count; ++index) {
            const int socket = events[static_cast<std::size_t>(index)].data.fd;
            if (socket != listener) {
                ready.insert(socket);
                continue;
            }
            for (int client = 0;
                 (client = models::accept_client(listener, SOCK_NONBLOCK)) >= 0 || errno != EAGAIN;) {
                if (client < 0) continue;  // one that has gone again; the next may be there
                connections.try_emplace(client, client, delays.any());
                watch(epoll, client, EPOLLIN | EPOLLOUT);
            }
        }
        delays.each_due([&](int socket) {
            connections.at(socket).step();  // an error is seen by the next one
            ready.insert(socket);
        });
        std::erase_if(ready, [&](int socket) {
            models::Connection& connection = connections.at(socket);
            // What it is told of meanwhile is looked at when its echo is due.
            if (connection.waits()) return true;
            const auto last = turn(connection);
            if (last == models::Connection::Step::received) delays.add(socket);
            if (last == models::Connection::Step::over) connections.erase(socket);
            return last != models::Connection::Step::went_on;
        });
    }
}
