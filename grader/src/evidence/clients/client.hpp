// A scripted client: a socket that does what a check says, verifies every byte, and explains what went wrong
// in words for a student. It waits patiently, but no longer than waiting makes sense (see patience.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fact.hpp"
#include "base/limbo.hpp"
#include "evidence/clients/client_error.hpp"
#include "evidence/clients/deeds.hpp"
#include "evidence/clients/endpoint.hpp"
#include "evidence/clients/patience.hpp"

namespace grader {

/// Moved, not copied; the destructor closes. Used by one thread at a time. Everything that talks to the
/// server throws ClientError when the server does not do its part, and std::system_error when this process
/// can't do its own.
class Client {
 public:
    struct Options {
        int send_buffer = 0;  ///< bytes, SO_SNDBUF before connecting; 0 = the kernel's choice
        int receive_buffer = 0;
        /// Goes on at once: with the SYN on its way the client stands in the queue, also where the backlog is
        /// full. For clients beyond those that the server can take now.
        bool wait_until_connected = true;
    };

    /// Connects. A refusal is an error at once; a full backlog is waited out (the kernel retries the SYN
    /// after 1, 3 and 7 s), and sleeping threads are held against the server only once it has dropped such a
    /// retry.
    Client(std::string name, const Endpoint& server, const Patience& patience, const Options& options);
    Client(std::string name, const Endpoint& server, const Patience& patience)
        : Client(std::move(name), server, patience, Options()) {}

    /// Sends all, waiting as needed; does not read meanwhile.
    void send(std::string_view bytes);
    /// Sends a few bytes and the end of the stream in one segment: who finds the ones finds the other, too.
    void send_and_finish(std::string_view bytes);
    /// Sends until the socket would block; returns how much that was. Never waits.
    std::size_t send_what_fits(std::string_view bytes);
    /// Reads exactly as many bytes and compares them as they come.
    void expect(std::string_view bytes);
    /// Sends in pieces of these sizes, in turn and over again, while reading back; verifies every byte.
    void exchange(std::string_view bytes, const std::vector<std::size_t>& pieces);
    /// send() and expect().
    void round_trip(std::string_view bytes);
    /// Waits for the end of the stream; data before it or a reset are errors.
    void expect_eof();
    /// Waits for the end of the stream or a reset; data before it are ignored.
    void expect_closed();
    /// Waits until the server's kernel has taken everything sent (unacknowledged() is 0).
    void wait_until_acknowledged();

    /// Its SYN was dropped and sent again: the server's backlog was full.
    [[nodiscard]] bool was_kept_waiting() const;
    /// Data, end of stream or an error are there to be read right now.
    [[nodiscard]] bool readable() const;
    /// There is room to send something, now or within this time.
    [[nodiscard]] bool writable_within(std::chrono::milliseconds time) const;
    /// Bytes that could be read right now (FIONREAD, tcp(7)).
    [[nodiscard]] std::size_t available() const;
    /// Bytes sent that the server's kernel has not acknowledged (SIOCOUTQ, tcp(7)).
    [[nodiscard]] std::size_t unacknowledged() const;

    void shutdown_write();
    /// Says goodbye: closes its sending side, and goes. How the server closes is nothing to it: one check is
    /// about that.
    void leave();
    void reset();  ///< closes with RST
    void close();

    /// Bytes that have come back and were right.
    [[nodiscard]] std::size_t received() const { return received_; }
    [[nodiscard]] std::uint16_t local_port() const { return local_port_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Patience& patience() const { return patience_; }
    /// What it did lately.
    [[nodiscard]] const std::vector<Deed>& deeds() const { return deeds_.all(); }

 private:
    /// What was waited for and what came: for the message, and as what it counts if nothing more comes.
    struct SoFar {
        std::string text;
        FactKind fact;
    };
    using Account = std::function<SoFar()>;
    static SoFar waited_for_the_end();

    [[nodiscard]] int socket() const;
    short wait(short events, Vigil& vigil, const Account& so_far);
    std::size_t receive(char* to, std::size_t size, Vigil& vigil, const Account& so_far);
    void verify(std::string_view expected, std::string_view seen, std::size_t verified) const;
    [[noreturn]] void trouble(ClientError::Kind kind, FactKind fact, const std::string& message,
                              std::vector<Exhibit> exhibits = {}) const;

    std::string name_;
    Patience patience_;
    MortalFd socket_;
    std::uint16_t local_port_ = 0;
    bool reset_at_once_ = false;  // the connection was made, and gone before it was looked at
    std::size_t received_ = 0;    // verified bytes of the whole stream
    std::size_t owed_ = 0;        // bytes that it waits for, as far as that is known
    Deeds deeds_;
};

}  // namespace grader
