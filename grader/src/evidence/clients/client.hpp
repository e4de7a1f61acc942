// A scripted client: a socket that does what a check says, verifies every byte, and explains what went wrong in words
// for a student. It waits patiently, but no longer than waiting makes sense.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.hpp"
#include "evidence/clients/client_error.hpp"
#include "evidence/clients/endpoint.hpp"

namespace grader {

/// Used by one thread at a time. Everything that waits throws ClientError.
class Client {
   public:
    struct Options {
        int send_buffer = 0;  ///< bytes, SO_SNDBUF before connecting; 0 = the kernel's choice
        int receive_buffer = 0;
    };

    /// Connects; a full backlog is waited out (the kernel retries the SYN after a second).
    Client(std::string name, const Endpoint& server, const Patience& patience, const Options& options);
    Client(std::string name, const Endpoint& server, const Patience& patience) : Client(std::move(name), server, patience, Options()) {}

    /// Sends all, waiting as needed; does not read meanwhile.
    void send(std::string_view bytes);
    /// Sends until the socket would block; returns how much that was. Never waits.
    std::size_t send_what_fits(std::string_view bytes);
    /// Reads exactly as many bytes and compares them.
    void expect(std::string_view bytes);
    /// Sends in pieces of these sizes, in turn and over again, while reading back; verifies every byte.
    void exchange(std::string_view bytes, const std::vector<std::size_t>& pieces);
    /// send() and expect().
    void round_trip(std::string_view bytes);
    /// Waits for the end of the stream; data before it or a reset are errors.
    void expect_eof();
    /// Waits for the end of the stream or a reset; data before it are ignored.
    void expect_closed();
    /// Waits until the server's kernel has taken everything sent (SIOCOUTQ is 0, tcp(7)).
    void wait_until_acknowledged();

    /// Data, end of stream or an error are there to be read right now.
    [[nodiscard]] bool readable() const;

    void shutdown_write();
    void reset();
    void close();

    [[nodiscard]] std::uint16_t local_port() const { return local_port_; }
    [[nodiscard]] const std::string& name() const { return name_; }

   private:
    [[nodiscard]] short wait(short events, const std::string& waiting_for);
    std::size_t read_some(char* to, std::size_t size, const std::string& waiting_for);
    void verify(std::string_view expected, std::string_view seen) const;
    [[noreturn]] void trouble(ClientError::Kind kind, const std::string& message) const;

    std::string name_;
    Patience patience_;
    UniqueFd socket_;
    std::uint16_t local_port_ = 0;
    std::size_t received_ = 0;  // position in the stream, for messages
};

}  // namespace grader
