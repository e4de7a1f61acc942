// One of the hammer's connections: a state machine that never waits. The hammer says when a message begins
// and calls advance() whenever the socket may have something new.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "evidence/clients/hammer.hpp"

namespace grader {

class HammerClient {
 public:
    using Clock = std::chrono::steady_clock;

    /// connecting → idle → exchanging → idle → … → exchanging → closing → done; failed from any of them.
    enum class State { connecting, idle, exchanging, closing, done, failed };

    /// Begins to connect. The plan must outlive the client.
    HammerClient(const HammerPlan& plan, std::size_t number);

    /// Idle only: starts the next message, which should have been sent at this time. Call advance() then.
    void begin(Clock::time_point intended);
    /// Does everything that can be done without waiting. True when a message has come back whole; there may
    /// then be more to do at once if the client is idle.
    bool advance();
    /// Gives up.
    void fail(ClientError::Kind kind, const std::string& what, std::vector<Exhibit> exhibits = {});

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool ended() const { return state_ == State::done || state_ == State::failed; }
    [[nodiscard]] bool connected() const { return connected_; }  ///< has been, at some time
    [[nodiscard]] int socket() const { return socket_.get(); }
    [[nodiscard]] Clock::time_point intended() const { return intended_; }
    [[nodiscard]] std::uint64_t verified_bytes() const { return verified_; }
    /// How often something went on: a connect, bytes sent, bytes received.
    [[nodiscard]] std::uint64_t moves() const { return moves_; }
    [[nodiscard]] const std::optional<ClientError>& error() const { return error_; }
    /// What it waits for, for the message of a time-out.
    [[nodiscard]] std::string waiting_for() const;

 private:
    void finish_connecting();
    bool exchange();
    bool send_rest();
    void end();
    void look_for_the_end();

    const HammerPlan& plan_;
    std::size_t number_;
    State state_ = State::connecting;
    UniqueFd socket_;
    bool connected_ = false;
    std::string message_;
    std::size_t sent_ = 0;
    std::size_t received_ = 0;
    std::size_t messages_done_ = 0;
    std::uint64_t verified_ = 0;
    std::uint64_t moves_ = 0;
    Clock::time_point intended_;
    std::optional<ClientError> error_;
};

}  // namespace grader
