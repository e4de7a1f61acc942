// How a client connects, what it can tell about its socket, and how it leaves.
#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/clients/connection.hpp"

namespace grader {

using std::chrono::milliseconds;

namespace {

/// A server may sleep in accept while the client's kernel waits to send its SYN again: that it sleeps means
/// something only if it slept through such a retry.
Patience until_another_syn(const Patience& patience, int socket) {
    Patience connecting = patience;
    if (!patience.hopeless) return connecting;
    connecting.hopeless = [ask = patience.hopeless, socket,
                           retries = std::optional<int>()]() mutable -> std::optional<std::string> {
        auto reason = ask();
        if (!reason) {
            retries.reset();
            return std::nullopt;
        }
        const int now = syn_retries(socket);
        if (!retries) retries = now;
        return now > *retries ? reason : std::nullopt;
    };
    return connecting;
}

std::size_t queue_length(int socket, unsigned long which) {
    int bytes = 0;
    check(::ioctl(socket, which, &bytes), "ioctl");
    return static_cast<std::size_t>(bytes);
}

FactKind fact_of_connecting(int error) {
    if (error == ETIMEDOUT) return FactKind::connection_timed_out;
    return error == ECONNREFUSED ? FactKind::connection_refused : FactKind::reset;
}

}  // namespace

Client::Client(std::string name, const Endpoint& server, const Patience& patience, const Options& options)
    : name_(std::move(name)), patience_(patience) {
    Limbo::empty();
    const std::int64_t begin = Deeds::now_ns();
    Attempt attempt = start_connecting(server, {options.send_buffer, options.receive_buffer});
    socket_.reset(attempt.socket.release());
    const std::string target = fmt::format("could not connect to {}:{}", server.address, server.port);
    if (attempt.error == 0 && options.wait_until_connected) {
        const Patience connecting = until_another_syn(patience_, socket());
        Vigil vigil(connecting);
        wait(POLLOUT, vigil, [&] { return SoFar{target, FactKind::connection_timed_out}; });
        attempt.error = connect_outcome(socket());
    }
    // A server that doesn't listen refuses; a reset comes from one that has accepted. Who reads is told so.
    reset_at_once_ = attempt.error == ECONNRESET || attempt.error == EPIPE;
    if (attempt.error != 0 && !reset_at_once_)
        trouble(connect_failure(attempt.error), fact_of_connecting(attempt.error),
                target + ": " + std::strerror(attempt.error));
    sockaddr_in own{};
    socklen_t size = sizeof own;
    check(::getsockname(socket(), reinterpret_cast<sockaddr*>(&own), &size), "getsockname");
    local_port_ = ntohs(own.sin_port);
    deeds_.add(Deed::Kind::connects, begin);
}

int Client::socket() const {
    if (!socket_) throw std::logic_error(name_ + " has closed its connection already");
    return socket_.get();
}

void Client::trouble(ClientError::Kind kind, FactKind fact, const std::string& message,
                     std::vector<Exhibit> exhibits) const {
    const std::string sentence = name_ + " " + message;
    throw ClientError(kind, name_, sentence, {{fact, name_, sentence}}, std::move(exhibits));
}

bool Client::was_kept_waiting() const {
    return syn_retries(socket()) > 0;
}

bool Client::readable() const {
    pollfd entry{socket(), POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

bool Client::writable_within(milliseconds time) const {
    pollfd entry{socket(), POLLOUT, 0};
    return ::poll(&entry, 1, static_cast<int>(time.count())) > 0;
}

std::size_t Client::available() const {
    return queue_length(socket(), FIONREAD);
}
std::size_t Client::unacknowledged() const {
    return queue_length(socket(), SIOCOUTQ);
}

void Client::wait_until_acknowledged() {
    // It is the server's kernel that acknowledges, whatever the server's threads do, unless its buffer is
    // full. Delayed acknowledgements and repeated segments take a few hundred milliseconds.
    constexpr milliseconds timers_of_the_kernel(1'000);
    Vigil vigil(patience_, timers_of_the_kernel);
    for (bool last_look = false;;) {
        const std::size_t left = unacknowledged();
        if (left == 0) return;
        if (is_gone(socket()))
            trouble(ClientError::Kind::reset, FactKind::reset,
                    fmt::format("had {} on their way when the server reset the connection", bytes_of(left)));
        if (last_look)
            trouble(
                ClientError::Kind::timeout, FactKind::takes_no_more,
                fmt::format("still had {} on their way to the server: {}", bytes_of(left), vigil.reason()));
        std::this_thread::sleep_for(milliseconds(2));
        last_look = vigil.over();
    }
}

void Client::shutdown_write() {
    // ENOTCONN: the server has reset the connection already; the next read says so in better words.
    const std::int64_t begin = Deeds::now_ns();
    if (::shutdown(socket(), SHUT_WR) != 0 && errno != ENOTCONN) check(-1, "shutdown");
    deeds_.add(Deed::Kind::finishes, begin);
}

void Client::leave() {
    shutdown_write();
    close();
}

void Client::reset() {
    const std::int64_t begin = Deeds::now_ns();
    close_with_reset(socket_);
    deeds_.add(Deed::Kind::resets, begin);
}
void Client::close() {
    const std::int64_t begin = Deeds::now_ns();
    socket_.reset();
    deeds_.add(Deed::Kind::closes, begin);
}

}  // namespace grader
