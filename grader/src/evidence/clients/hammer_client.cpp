#include "evidence/clients/hammer_client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/connection.hpp"

namespace grader {

using Kind = ClientError::Kind;

HammerClient::HammerClient(const HammerPlan& plan, std::size_t number) : plan_(plan), number_(number) {
    Attempt attempt = start_connecting(plan.server);
    socket_ = std::move(attempt.socket);
    if (attempt.error != 0)
        fail(connect_failure(attempt.error),
             fmt::format(" could not connect: {}", std::strerror(attempt.error)));
}

void HammerClient::fail(Kind kind, const std::string& what, std::vector<Exhibit> exhibits) {
    const std::string name = fmt::format("client {} of {}", number_ + 1, plan_.connections);
    error_.emplace(kind, name, name + what, std::move(exhibits));
    state_ = State::failed;
}

std::string HammerClient::waiting_for() const {
    switch (state_) {
        case State::connecting:
            return " could not connect";
        case State::closing:
            return " waited for the end of the stream after it had shut down its sending side";
        default:
            break;
    }
    return fmt::format(" got {} of {} back in round trip {} of {}, then nothing more came", received_,
                       bytes_of(message_.size()), messages_done_ + 1, plan_.messages_per_connection);
}

void HammerClient::begin(Clock::time_point intended) {
    intended_ = intended;
    message_ = text((std::uint64_t{number_} << 32U) + messages_done_, plan_.message_bytes);
    sent_ = received_ = 0;
    state_ = State::exchanging;
}

bool HammerClient::advance() {
    switch (state_) {
        case State::connecting:
            finish_connecting();
            return false;
        case State::exchanging:
            return exchange();
        case State::idle:
        case State::closing:
            look_for_the_end();
            return false;
        case State::done:
        case State::failed:
            break;
    }
    return false;
}

void HammerClient::finish_connecting() {
    if (const int outcome = connect_outcome(socket()); outcome != 0)
        return fail(connect_failure(outcome), fmt::format(" could not connect: {}", std::strerror(outcome)));
    ++moves_;
    connected_ = true;
    state_ = State::idle;
    if (plan_.messages_per_connection == 0) end();
}

/// Sends what the socket takes; false when the connection is broken.
bool HammerClient::send_rest() {
    while (sent_ < message_.size()) {
        const ssize_t taken =
            ::send(socket(), message_.data() + sent_, message_.size() - sent_, MSG_NOSIGNAL);
        if (taken >= 0) {
            sent_ += static_cast<std::size_t>(taken);
            ++moves_;
            continue;
        }
        if (errno == EAGAIN) return true;
        if (errno != EPIPE && errno != ECONNRESET && errno != EINTR) check(-1, "send");
        if (errno != EINTR) return false;
    }
    return true;
}

bool HammerClient::exchange() {
    const bool sending = send_rest();
    char piece[16 * 1024];
    while (received_ < message_.size()) {
        const ssize_t got = ::recv(socket(), piece, std::min(sizeof piece, message_.size() - received_), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN && sending) return false;
        if (got < 0 && errno != EAGAIN && errno != ECONNRESET && errno != EPIPE) check(-1, "recv");
        if (got < 0) return fail(Kind::reset, waiting_for() + ": the server reset the connection"), false;
        if (got == 0) return fail(Kind::closed, waiting_for() + ": the server closed the connection"), false;
        const std::string_view fresh(piece, static_cast<std::size_t>(got));
        ++moves_;
        if (std::string_view(message_).substr(received_, fresh.size()) != fresh) {
            const std::string seen = message_.substr(0, received_).append(fresh);
            const std::string what = fmt::format(": byte {} of {} differs in round trip {} of {}",
                                                 first_difference(message_, seen) + 1, message_.size(),
                                                 messages_done_ + 1, plan_.messages_per_connection);
            return fail(Kind::mismatch, what, byte_difference(message_, seen, 0)), false;
        }
        received_ += fresh.size();
        verified_ += fresh.size();
        // The server has taken some: there may be room to send again, and that edge is not reported twice.
        if (sending && sent_ < message_.size()) send_rest();
    }
    ++messages_done_;
    state_ = State::idle;
    if (messages_done_ == plan_.messages_per_connection) end();
    return true;
}

void HammerClient::end() {
    if (plan_.ending == HammerPlan::Ending::half_close) {
        ::shutdown(socket(), SHUT_WR);  // fails only after a reset, which is seen next
        state_ = State::closing;
        return look_for_the_end();
    }
    if (plan_.ending == HammerPlan::Ending::reset) close_with_reset(socket_);
    state_ = State::done;
}

/// The end must come when the client has half-closed, and not before.
void HammerClient::look_for_the_end() {
    char byte = 0;
    const ssize_t got = ::recv(socket(), &byte, 1, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got < 0) return fail(Kind::reset, " was reset instead of being served to the end");
    if (got > 0) return fail(Kind::unexpected_data, " got more bytes back than it had sent");
    if (state_ != State::closing)
        return fail(Kind::closed, " had not finished when the server closed the connection");
    ++moves_;
    state_ = State::done;
}

}  // namespace grader
