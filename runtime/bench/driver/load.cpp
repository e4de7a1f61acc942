#include "load.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace bench {
namespace {

using std::chrono::nanoseconds;

constexpr int patience_ms = 5'000;  // without a single echo, on all connections
constexpr std::size_t events_at_once = 512;
constexpr std::size_t connecting_at_once = 128;  // well below any backlog: a lost SYN costs a second

std::string reason(int error) {
    return std::generic_category().message(error);
}

UniqueFd begin_connecting(std::uint16_t port) {
    UniqueFd client(check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
    const int on = 1;
    setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const linger reset{.l_onoff = 1, .l_linger = 0};
    setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS)
        throw LoadError(fmt::format("connect: {}", reason(errno)));
    return client;
}

}  // namespace

Load::Load(std::uint16_t port, std::size_t connections, std::size_t message_bytes)
    : message_(message_bytes),
      incoming_(message_bytes),
      poll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    for (std::size_t i = 0; i < message_.size(); ++i) message_[i] = static_cast<char>(i * 131 + (i >> 8U));
    connections_.reserve(connections);  // the events point into it
    connect_all(port, connections);
    const auto now = Clock::now();
    for (Connection& connection : connections_) send_next(connection, now);
    pump([](Connection&) {});
}

/// A few at a time, each of which has to be there before the next few begin.
void Load::connect_all(std::uint16_t port, std::size_t count) {
    while (connections_.size() < count) {
        const std::size_t first = connections_.size();
        const std::size_t end = std::min(count, first + connecting_at_once);
        for (std::size_t i = first; i < end; ++i) {
            Connection& connection = connections_.emplace_back();
            connection.socket = begin_connecting(port);
            connection.stamp = std::uint64_t{i} << 40U;
            epoll_event event{};
            event.events = EPOLLOUT;
            event.data.u64 = i;
            check(epoll_ctl(poll_.get(), EPOLL_CTL_ADD, connection.socket.get(), &event), "epoll_ctl");
        }
        for (std::size_t connecting = end - first; connecting > 0;) {
            std::array<epoll_event, connecting_at_once> events;
            const int ready = epoll_wait(poll_.get(), events.data(), connecting_at_once, patience_ms);
            if (ready == 0) throw LoadError(fmt::format("only {} of {} connected", end - connecting, count));
            for (int i = 0; i < std::max(ready, 0); ++i) {
                epoll_event& event = events[static_cast<std::size_t>(i)];
                Connection& connection = connections_[event.data.u64];
                // Nothing has been sent to it, so there is nothing that it could have to say.
                if (connection.is_connected)
                    throw LoadError("the server closed a connection, or spoke first");
                connection.is_connected = true;
                const int fd = connection.socket.get();
                int error = 0;
                socklen_t size = sizeof error;
                getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
                if (error != 0) throw LoadError(fmt::format("connect: {}", reason(error)));
                // From here on edges: each echo is one, and the kernel need not look at it again.
                event.events = EPOLLIN | EPOLLET;
                check(epoll_ctl(poll_.get(), EPOLL_CTL_MOD, fd, &event), "epoll_ctl");
                --connecting;
            }
        }
    }
}

void Load::send_next(Connection& connection, Clock::time_point due) {
    ++connection.stamp;
    std::memcpy(message_.data(), &connection.stamp, sizeof connection.stamp);
    connection.received = 0;
    connection.due = due;
    const ssize_t sent = send(connection.socket.get(), message_.data(), message_.size(), MSG_NOSIGNAL);
    if (sent < 0) throw LoadError(fmt::format("send: {}", reason(errno)));
    // All earlier bytes have come back, so the socket's buffer is empty and takes the message whole.
    if (static_cast<std::size_t>(sent) < message_.size()) throw LoadError("the socket's buffer is too small");
    ++under_way_;
}

/// Takes what is there; true if that completes the message.
bool Load::receive(Connection& connection) {
    const std::size_t missing = message_.size() - connection.received;
    const ssize_t got = recv(connection.socket.get(), incoming_.data(), missing, 0);
    // Fewer bytes than asked for are all there were; more of them make a new edge.
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got < 0) throw LoadError(fmt::format("recv: {}", reason(errno)));
    if (got == 0) throw LoadError("the server closed a connection");
    std::memcpy(message_.data(), &connection.stamp, sizeof connection.stamp);
    if (std::memcmp(incoming_.data(), message_.data() + connection.received, static_cast<std::size_t>(got)) !=
        0)
        throw LoadError("the echo has other bytes than the message");
    connection.received += static_cast<std::size_t>(got);
    return connection.received == message_.size();
}

/// On connections that have nothing under way. Where there is none, messages that are due wait for one.
void Load::send_all_due() {
    while (!idle_.empty() && !timetable_.is_over() && timetable_.next <= Clock::now()) {
        Connection& connection = *idle_.front();
        idle_.pop_front();
        send_next(connection, timetable_.next);
        timetable_.next += timetable_.interval;
    }
}

/// Whether there is an echo before then. (epoll_wait() counts in milliseconds: all messages would be late.)
bool Load::echo_comes_before(Clock::time_point then) const {
    const auto left = std::max(nanoseconds(then - Clock::now()), nanoseconds(0));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec limit{seconds.count(), (left - seconds).count()};
    pollfd polled{poll_.get(), POLLIN, 0};
    return ppoll(&polled, 1, &limit, nullptr) > 0;
}

/// Until nothing is due or under way any more.
template <typename OnEcho>
void Load::pump(OnEcho on_echo) {
    std::array<epoll_event, events_at_once> events;
    for (send_all_due(); under_way_ > 0 || !timetable_.is_over(); send_all_due()) {
        const bool others_are_due = !timetable_.is_over() && !idle_.empty();
        if (others_are_due && !echo_comes_before(timetable_.next)) continue;
        const int ready = epoll_wait(poll_.get(), events.data(), events_at_once, patience_ms);
        if (ready == 0)
            throw LoadError(fmt::format("silent for {} s while {} of {} connections wait for an echo",
                                        patience_ms / 1'000, under_way_, connections_.size()));
        for (int i = 0; i < std::max(ready, 0); ++i) {
            Connection& connection = connections_[events[static_cast<std::size_t>(i)].data.u64];
            if (!receive(connection)) continue;
            --under_way_;
            on_echo(connection);
        }
    }
}

Measured Load::measure(Clock::duration warm_up, Clock::duration window,
                       const std::function<Usage()>& read_usage, double messages_per_second) {
    enum class Phase { warming_up, counting, draining } phase = Phase::warming_up;
    Measured measured;
    Usage usage_before;
    auto begin = Clock::time_point::max();

    const auto start = Clock::now();
    const bool open = messages_per_second > 0;
    idle_.clear();  // those of an open loop before this one
    if (open) {
        const std::chrono::duration<double> interval(1 / messages_per_second);
        timetable_ = {std::chrono::duration_cast<nanoseconds>(interval), start, Clock::time_point::max()};
    }
    for (Connection& connection : connections_) {
        if (open)
            idle_.push_back(&connection);
        else
            send_next(connection, Clock::now());
    }
    pump([&](Connection& connection) {
        const auto now = Clock::now();
        if (phase == Phase::warming_up && now >= start + warm_up) {
            phase = Phase::counting;
            usage_before = read_usage();
            begin = Clock::now();
        } else if (phase == Phase::counting && now >= begin + window) {
            phase = Phase::draining;
            timetable_.last = now;
            measured.elapsed = now - begin;
            const Usage usage = read_usage();
            measured.used = {.server = usage.server - usage_before.server,
                             .client = usage.client - usage_before.client,
                             .cores = usage.cores - usage_before.cores};
        }
        if (phase == Phase::counting) ++measured.round_trips;
        if (phase != Phase::warming_up)
            measured.latency.add(static_cast<std::uint64_t>(nanoseconds(now - connection.due).count()));
        if (open)
            idle_.push_back(&connection);
        else if (phase != Phase::draining)
            send_next(connection, now);
    });
    for (const Connection& connection : connections_)
        if (recv(connection.socket.get(), incoming_.data(), 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
            throw LoadError("the server sent more than it was sent, or closed a connection");
    return measured;
}

}  // namespace bench
