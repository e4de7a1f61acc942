#include "server.hpp"

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <limits>

#include "echo.hpp"
#include "lab/ready.hpp"

namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

rt::Task<> until_term() {
    co_await rt::signal(SIGTERM);
}

}  // namespace

Server::Server(const lab::Options& options)
    : options_(options), room_(options.max_connections == 0 ? no_limit : options.max_connections) {}

rt::Task<> Server::run() {
    co_await rt::with_group(
        [](rt::TaskGroup& clients, Server* server) { return server->serve_until_term(clients); }, this);
}

rt::Task<> Server::serve_until_term(rt::TaskGroup& clients) {
    constexpr auto patience = std::chrono::milliseconds(1500);
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress(options_.host, options_.port));
    lab::announce_ready(listener.descriptor());
    // When SIGTERM has come, when_any() has cancelled the accepting and waited for its end: nobody comes any
    // more, and the listener is closed.
    [[maybe_unused]] const auto ended =
        co_await rt::when_any(accept_clients(std::move(listener), clients), until_term());
    connections_.end_input();
    // Whoever does not read its echo by then is cancelled: by the group, whose body ends here.
    [[maybe_unused]] const auto all_done = co_await rt::timeout(patience, clients.join());
}

rt::Task<> Server::accept_clients(rt::TcpListener listener, rt::TaskGroup& clients) {
    for (;;) {
        // First room, then the client: until there is room it waits in the backlog.
        rt::Semaphore::Permit permit = co_await room_.acquire();
        auto client = co_await listener.accept();
        if (!client) co_return;
        clients.spawn(serve(std::move(*client), std::move(permit)), "client");
    }
}

// Whatever goes wrong in here concerns this client alone.
rt::Task<> Server::serve(rt::TcpStream stream, [[maybe_unused]] rt::Semaphore::Permit permit) try {
    // Declared after the stream, so that it is off the list before its descriptor is closed.
    const Connections::Entry entry(connections_, stream.descriptor());
    co_await echo(stream, {options_.delay, options_.idle_timeout, options_.audit});
} catch (const rt::Cancelled&) {
    // at the end of all patience
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: a client: %s\n", error.what());
}
