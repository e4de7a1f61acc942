#include "server.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "echo.hpp"

using std::chrono::milliseconds;
using std::chrono::steady_clock;

UniqueFd block_term() {
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    return UniqueFd(check(signalfd(-1, &term, SFD_CLOEXEC), "signalfd"));
}

Server::Server(UniqueFd listener, UniqueFd stop, const lab::Options& options)
    : options_(options),
      listener_(std::move(listener)),
      stop_(std::move(stop)),
      bell_(check(eventfd(0, EFD_CLOEXEC), "eventfd")) {}

void Server::run() {
    constexpr int forever = -1;
    constexpr int until_a_descriptor_may_be_free = 100;  // ms; the bell usually comes first
    bool out_of_descriptors = false;
    while (!stop_requested()) {
        const bool full = options_.max_connections != 0 && connections_.size() >= options_.max_connections;
        // While there is no room the listener is not watched: clients wait in its backlog, and nothing spins.
        wait(!full && !out_of_descriptors, out_of_descriptors ? until_a_descriptor_may_be_free : forever);
        join_finished();
        out_of_descriptors = !full && !accept_client();
    }
    drain();
}

/// Until SIGTERM, a finished thread, a client if wanted, or the end of the time.
void Server::wait(bool for_clients, int timeout_ms) {
    pollfd events[] = {{stop_.get(), POLLIN, 0}, {bell_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    if (poll(events, for_clients ? 3 : 2, timeout_ms) < 0 && errno != EINTR) check(-1, "poll");
}

/// Takes the next client, if there is one. False if there are no descriptors or no memory for it.
bool Server::accept_client() {
    UniqueFd socket(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket.get() >= 0) {
        start(std::move(socket));
        return true;
    }
    switch (errno) {
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return false;
        case EBADF:
        case EINVAL:
        case ENOTSOCK:
        case EOPNOTSUPP:
            check(-1, "accept4");  // mistakes of ours; trying again would not mend them
    }
    return true;  // nobody there (EAGAIN), a signal, or a client that has gone again: the next one, then
}

void Server::start(UniqueFd socket) {
    Connection& connection = connections_.emplace_back(std::move(socket));
    try {
        connection.thread = std::jthread([this, &connection] {
            echo(connection.socket.get(), options_.delay, stop_.get());
            connection.finished = true;
            eventfd_write(bell_.get(), 1);
        });
    } catch (const std::system_error&) {
        // No thread to be had: this client is turned away, the others are not harmed.
        connections_.pop_back();
    }
}

void Server::join_finished() {
    pollfd rung{bell_.get(), POLLIN, 0};
    if (poll(&rung, 1, 0) <= 0) return;
    eventfd_t times = 0;
    eventfd_read(bell_.get(), &times);  // before looking: a thread that finishes from now on rings again
    connections_.remove_if([](const Connection& connection) { return connection.finished.load(); });
}

void Server::drain() {
    // What the kernel has acknowledged to clients is still to be read after this; then their threads see the
    // end.
    for (Connection& connection : connections_) shutdown(connection.socket.get(), SHUT_RD);
    listener_.reset();
    const auto patience = steady_clock::now() + milliseconds(1'500);
    while (!connections_.empty() && steady_clock::now() < patience) {
        pollfd bell{bell_.get(), POLLIN, 0};
        poll(&bell, 1, 50);
        join_finished();
    }
    // Whoever still has not read its echo will not: its thread's send() fails now.
    for (Connection& connection : connections_) shutdown(connection.socket.get(), SHUT_RDWR);
    connections_.clear();
}

bool Server::stop_requested() const {
    pollfd stopped{stop_.get(), POLLIN, 0};
    return poll(&stopped, 1, 0) > 0;
}
