// Sending, receiving and verifying; how a client connects, looks and leaves is in client_socket.cpp.
#include "evidence/clients/client.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

FactKind reply_with(std::size_t have) {
    return have == 0 ? FactKind::no_reply : FactKind::part_of_the_reply;
}

/// "waited for 5 bytes back and got 2, then nothing more came"
std::string account(std::size_t wanted, std::size_t have) {
    if (have == 0) return fmt::format("waited for {} back and got none", bytes_of(wanted));
    return fmt::format("waited for {} back and got {}, then nothing more came", bytes_of(wanted), have);
}

/// A server that writes the rest of what it owes in a second piece waits for us to acknowledge the first
/// (Nagle's algorithm), and we for something to send along (delayed ACK): 40 ms each time. The option holds
/// for the moment only: tcp(7). A wish: verdicts don't depend on it.
void acknowledge_at_once(int socket) {
    constexpr int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

}  // namespace

/// Waits for one of the events; returns those there are.
short Client::wait(short events, Vigil& vigil, const Account& so_far) {
    if ((events & POLLIN) != 0) acknowledge_at_once(socket());
    pollfd entry{socket(), events, 0};
    const bool for_bytes = (events & POLLIN) != 0;
    deeds_.begin_waiting(for_bytes ? Deed::Kind::waits_for_bytes : Deed::Kind::waits_for_room, owed_);
    for (bool last_look = false;;) {
        const int ready = ::poll(&entry, 1, last_look ? 0 : vigil.nap());
        if (ready > 0) {
            deeds_.end_waiting();
            return entry.revents;
        }
        if (ready < 0 && errno != EINTR) check(-1, "poll");
        if (last_look) {
            const SoFar now = so_far();
            trouble(ClientError::Kind::timeout, now.fact, now.text + ": " + vigil.reason());
        }
        last_look = vigil.over();  // what came while it asked still counts
    }
}

/// Reads what is there, at least a byte, waiting for it; 0 at the end of the stream.
std::size_t Client::receive(char* to, std::size_t size, Vigil& vigil, const Account& so_far) {
    for (;;) {
        const std::int64_t begin = Deeds::now_ns();
        const ssize_t got = ::recv(socket(), to, size, 0);
        if (got >= 0 && !reset_at_once_) {
            vigil.moved();
            deeds_.add(got == 0 ? Deed::Kind::sees_the_end : Deed::Kind::gets, begin,
                       static_cast<std::uint64_t>(got));
            return static_cast<std::size_t>(got);
        }
        if (reset_at_once_ || errno == ECONNRESET || errno == EPIPE) {
            deeds_.add(Deed::Kind::sees_a_reset, begin);
            trouble(
                ClientError::Kind::reset, FactKind::reset,
                so_far().text + ": the server reset the connection (as close() does while bytes are unread)");
        }
        // Of one that did not wait for its connection.
        if (errno == ECONNREFUSED)
            trouble(ClientError::Kind::refused, FactKind::connection_refused, "could not connect: refused");
        if (errno == EAGAIN)
            wait(POLLIN, vigil, so_far);
        else if (errno != EINTR)
            check(-1, "recv");
    }
}

std::size_t Client::send_what_fits(std::string_view bytes) {
    std::size_t sent = 0;
    const std::int64_t begin = Deeds::now_ns();
    while (sent < bytes.size()) {
        const ssize_t taken = ::send(socket(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (taken >= 0) {
            sent += static_cast<std::size_t>(taken);
            continue;
        }
        if (errno == EAGAIN) break;
        if (errno == ECONNREFUSED)
            trouble(ClientError::Kind::refused, FactKind::connection_refused, "could not connect: refused");
        if (errno == ECONNRESET || errno == EPIPE) {
            deeds_.add(Deed::Kind::sees_a_reset, begin);
            trouble(ClientError::Kind::reset, FactKind::reset,
                    "could not send: the server has closed or reset the connection");
        }
        if (errno != EINTR) check(-1, "send");
    }
    if (sent > 0) deeds_.add(Deed::Kind::sends, begin, sent);
    return sent;
}

void Client::send(std::string_view bytes) {
    Vigil vigil(patience_);
    std::size_t sent = 0;
    const Account so_far = [&] {
        return SoFar{
            fmt::format("could send {} of {}, then the server took no more", sent, bytes_of(bytes.size())),
            FactKind::takes_no_more};
    };
    for (;;) {
        const std::size_t fitted = send_what_fits(bytes.substr(sent));
        sent += fitted;
        if (sent == bytes.size()) return;
        if (fitted != 0) vigil.moved();
        wait(POLLOUT, vigil, so_far);
    }
}

void Client::send_and_finish(std::string_view bytes) {
    // What is held back goes with the end: tcp(7).
    const int held_back = 1;
    ::setsockopt(socket(), IPPROTO_TCP, TCP_CORK, &held_back, sizeof held_back);
    send(bytes);
    shutdown_write();
}

/// `seen` is what came of `expected`; so many of its bytes are verified already.
void Client::verify(std::string_view expected, std::string_view seen, std::size_t verified) const {
    const std::string_view fresh = seen.substr(verified);
    if (expected.substr(verified, fresh.size()) == fresh) return;
    const std::size_t differs = first_difference(expected, seen);
    std::string message = fmt::format("{}: byte {} of {} differs", name_, differs + 1, expected.size());
    if (received_ != 0) message += fmt::format(" (byte {} of all that came back)", received_ + differs + 1);
    throw ClientError(ClientError::Kind::mismatch, name_, message, facts_of_difference(expected, seen),
                      byte_difference(expected, seen, received_));
}

void Client::expect(std::string_view bytes) {
    Vigil vigil(patience_);
    std::string seen(bytes.size(), '\0');
    std::size_t have = 0;
    const Account so_far = [&] { return SoFar{account(bytes.size(), have), reply_with(have)}; };
    while (have < bytes.size()) {
        owed_ = bytes.size() - have;
        const std::size_t got = receive(seen.data() + have, bytes.size() - have, vigil, so_far);
        if (got == 0)
            trouble(ClientError::Kind::closed, FactKind::closed_early,
                    so_far().text + ": the server closed the connection");
        verify(bytes, std::string_view(seen).substr(0, have + got), have);
        have += got;
    }
    received_ += have;
}

void Client::exchange(std::string_view bytes, const std::vector<std::size_t>& pieces) {
    Vigil vigil(patience_);
    std::string seen(bytes.size(), '\0');
    std::size_t sent = 0;
    std::size_t have = 0;
    const Account so_far = [&] {
        return SoFar{fmt::format("has sent {} of {} and got {} back, then nothing more came", sent,
                                 bytes_of(bytes.size()), have),
                     reply_with(have)};
    };
    std::size_t next_piece = 0;
    std::size_t piece_end = 0;
    while (have < bytes.size()) {
        if (sent == piece_end) {
            const std::size_t size = pieces.empty() ? bytes.size() : pieces[next_piece++ % pieces.size()];
            piece_end = std::min(bytes.size(), sent + std::max<std::size_t>(size, 1));
        }
        owed_ = bytes.size() - have;
        const short ready =
            wait(static_cast<short>(sent < bytes.size() ? POLLIN | POLLOUT : POLLIN), vigil, so_far);
        // Reading comes first: a wrong byte or the end of the stream says more than a failed send.
        if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0) {
            const std::size_t got = receive(seen.data() + have, bytes.size() - have, vigil, so_far);
            if (got == 0)
                trouble(ClientError::Kind::closed, FactKind::closed_early,
                        so_far().text + ": the server closed the connection");
            verify(bytes, std::string_view(seen).substr(0, have + got), have);
            have += got;
        }
        if ((ready & POLLOUT) != 0 && sent < piece_end) {
            const std::size_t fitted = send_what_fits(bytes.substr(sent, piece_end - sent));
            if (fitted != 0) vigil.moved();
            sent += fitted;
        }
    }
    received_ += have;
}

void Client::round_trip(std::string_view bytes) {
    send(bytes);
    expect(bytes);
}

Client::SoFar Client::waited_for_the_end() {
    return {"waited for the server to close the connection", FactKind::not_closed};
}

void Client::expect_eof() {
    Vigil vigil(patience_);
    owed_ = 0;
    char more[64];
    const std::size_t got = receive(more, sizeof more, vigil, waited_for_the_end);
    if (got == 0) return;
    trouble(ClientError::Kind::unexpected_data, FactKind::bytes_after_the_end,
            "waited for the end of the stream, but more bytes came back",
            {hex_dump("The first of them", std::string_view(more, got))});
}

void Client::expect_closed() {
    Vigil vigil(patience_);
    owed_ = 0;
    char ignored[16 * 1024];
    try {
        while (receive(ignored, sizeof ignored, vigil, waited_for_the_end) != 0) {
        }
    } catch (const ClientError& error) {
        if (error.kind != ClientError::Kind::reset) throw;
    }
}

}  // namespace grader
