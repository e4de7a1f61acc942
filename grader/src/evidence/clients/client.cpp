#include "evidence/clients/client.hpp"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "base/error.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/connection.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds between_questions(50);

std::string out_of_patience(const Patience& patience, const std::optional<std::string>& reason) {
    return reason ? *reason : fmt::format("nothing more came for {} s", patience.limit.count() / 1000);
}

}  // namespace

bool wait_for(const Patience& patience, const std::function<bool()>& condition) {
    const auto deadline = steady_clock::now() + patience.limit;
    auto next_question = steady_clock::now() + between_questions;
    while (!condition()) {
        const auto now = steady_clock::now();
        if (now >= deadline) return false;
        if (now >= next_question) {
            if (patience.hopeless && patience.hopeless()) return condition();
            next_question = now + between_questions;
        }
        std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
}

Client::Client(std::string name, const Endpoint& server, const Patience& patience, const Options& options)
    : name_(std::move(name)), patience_(patience) {
    int outcome = 0;
    try {
        socket_ = start_connecting(server, options.send_buffer, options.receive_buffer);
        [[maybe_unused]] const short ready = wait(POLLOUT, "could not connect");
        outcome = connect_outcome(socket_.get());
    } catch (const std::system_error& error) {
        outcome = error.code().value();
    }
    if (outcome != 0)
        trouble(ClientError::Kind::refused,
                fmt::format("could not connect to {}:{}: {}", server.address, server.port, std::strerror(outcome)));
    sockaddr_in own{};
    socklen_t size = sizeof own;
    check(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&own), &size), "getsockname");
    local_port_ = ntohs(own.sin_port);
}

void Client::trouble(ClientError::Kind kind, const std::string& message) const { throw ClientError(kind, name_, message); }

short Client::wait(short events, const std::string& waiting_for) {
    const auto deadline = steady_clock::now() + patience_.limit;
    for (;;) {
        pollfd entry{socket_.get(), events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(between_questions.count()));
        if (ready > 0) return entry.revents;
        if (ready < 0 && errno != EINTR) check(-1, "poll");
        std::optional<std::string> reason;
        if (patience_.hopeless) reason = patience_.hopeless();
        const bool over = steady_clock::now() >= deadline;
        if (!reason && !over) continue;
        // What came while the question was asked still counts.
        if (::poll(&entry, 1, 0) > 0) return entry.revents;
        trouble(ClientError::Kind::timeout, waiting_for + ": " + out_of_patience(patience_, reason));
    }
}

std::size_t Client::send_what_fits(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t taken = ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0 && errno == EAGAIN) break;
        if (taken < 0)
            trouble(ClientError::Kind::reset,
                    fmt::format("could not send any more after {} bytes: {}", sent, std::strerror(errno)));
        sent += static_cast<std::size_t>(taken);
    }
    return sent;
}

void Client::send(std::string_view bytes) {
    std::size_t sent = send_what_fits(bytes);
    while (sent < bytes.size()) {
        [[maybe_unused]] const short ready =
            wait(POLLOUT, fmt::format("could send {} of {} bytes and the server takes no more", sent, bytes.size()));
        sent += send_what_fits(bytes.substr(sent));
    }
}

/// Reads what is there, at least a byte, into `to`; 0 at the end of the stream.
std::size_t Client::read_some(char* to, std::size_t size, const std::string& waiting_for) {
    for (;;) {
        const ssize_t got = ::recv(socket_.get(), to, size, 0);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno == ECONNRESET || errno == EPIPE)
            trouble(ClientError::Kind::reset, waiting_for + ", and then the connection was reset");
        if (errno != EAGAIN && errno != EINTR) check(-1, "recv");
        if (errno == EAGAIN) {
            [[maybe_unused]] const short ready = wait(POLLIN, waiting_for);
        }
    }
}

void Client::verify(std::string_view expected, std::string_view seen) const {
    if (expected == seen) return;
    const std::size_t at = first_difference(expected, seen);
    throw ClientError(ClientError::Kind::mismatch, name_,
                      fmt::format("got back a wrong byte: number {} of the stream is not what was sent", received_ + at + 1),
                      byte_difference(expected, seen, received_));
}

void Client::expect(std::string_view bytes) {
    std::string seen(bytes.size(), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const std::string waiting_for = fmt::format("waited for {} bytes back and got {}", bytes.size(), have);
        const std::size_t got = read_some(seen.data() + have, bytes.size() - have, waiting_for);
        if (got == 0) trouble(ClientError::Kind::closed, waiting_for + ", and then the server closed the connection");
        // Compared as they come: a wrong byte says more than a missing one.
        const std::string_view piece(seen.data() + have, got);
        if (bytes.substr(have, got) != piece) verify(bytes.substr(0, have + got), std::string_view(seen).substr(0, have + got));
        have += got;
    }
    received_ += have;
}

void Client::exchange(std::string_view bytes, const std::vector<std::size_t>& pieces) {
    std::vector<char> buffer(256 * 1024);
    std::size_t sent = 0;
    std::size_t piece = 0;
    std::size_t piece_end = std::min(bytes.size(), pieces.front());
    std::size_t back = 0;
    while (back < bytes.size()) {
        const std::string waiting_for = fmt::format("has sent {} bytes of {} and got {} back", sent, bytes.size(), back);
        const short wanted = static_cast<short>(sent < bytes.size() ? POLLIN | POLLOUT : POLLIN);
        const short ready = wait(wanted, waiting_for);
        if ((ready & POLLOUT) != 0 && sent < bytes.size()) {
            sent += send_what_fits(bytes.substr(sent, piece_end - sent));
            if (sent == piece_end) {
                piece = (piece + 1) % pieces.size();
                piece_end = std::min(bytes.size(), sent + pieces[piece]);
            }
        }
        if ((ready & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
        const std::size_t got = read_some(buffer.data(), buffer.size(), waiting_for);
        if (got == 0) trouble(ClientError::Kind::closed, waiting_for + ", and then the server closed the connection");
        if (back + got > bytes.size())
            trouble(ClientError::Kind::unexpected_data, fmt::format("got more back than the {} bytes it had sent", bytes.size()));
        verify(bytes.substr(back, got), std::string_view(buffer.data(), got));
        back += got;
        received_ += got;
    }
}

void Client::round_trip(std::string_view bytes) {
    send(bytes);
    expect(bytes);
}

void Client::expect_eof() {
    char byte = 0;
    const std::string waiting_for = "waited for the server to close the connection";
    if (read_some(&byte, 1, waiting_for) != 0)
        trouble(ClientError::Kind::unexpected_data, "waited for the end of the stream and got more bytes");
}

void Client::expect_closed() {
    char piece[16 * 1024];
    try {
        while (read_some(piece, sizeof piece, "waited for the server to close the connection") != 0) {
        }
    } catch (const ClientError& error) {
        if (error.kind != ClientError::Kind::reset) throw;
    }
}

void Client::wait_until_acknowledged() {
    const auto acknowledged = [&] {
        int unsent = 0;
        check(::ioctl(socket_.get(), SIOCOUTQ, &unsent), "ioctl(SIOCOUTQ)");
        return unsent == 0;
    };
    Patience no_questions = patience_;
    no_questions.hopeless = nullptr;  // the server's kernel does this, whatever its threads do
    if (!wait_for(no_questions, acknowledged))
        trouble(ClientError::Kind::timeout, "could not get all its bytes into the server's receive buffer");
}

bool Client::readable() const {
    pollfd entry{socket_.get(), POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

void Client::shutdown_write() {
    // ENOTCONN: the server has reset the connection already; the next read says so in better words.
    if (::shutdown(socket_.get(), SHUT_WR) != 0 && errno != ENOTCONN) check(-1, "shutdown");
}

void Client::reset() { close_with_reset(socket_); }
void Client::close() { socket_.reset(); }

}  // namespace grader
