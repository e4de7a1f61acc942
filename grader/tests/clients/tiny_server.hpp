// Servers for the clients' tests, right and wrong in one way each: blocking, one thread a connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"
#include "evidence/clients/endpoint.hpp"

namespace grader {

/// What a server does with one connection; it is closed afterwards.
using Behaviour = std::function<void(int connection)>;

class TinyServer {
 public:
    /// Listens on a port of 127.0.0.1 and accepts; `backlog` as in listen(2).
    explicit TinyServer(Behaviour behaviour, int backlog = 4096);
    /// Shuts every connection down, then joins all threads.
    ~TinyServer();
    TinyServer(const TinyServer&) = delete;
    TinyServer& operator=(const TinyServer&) = delete;

    [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
    void accept_all();

    Behaviour behaviour_;
    Endpoint endpoint_;  // before the listener, which fills it in
    UniqueFd listener_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;  // guards what follows
    std::vector<UniqueFd> connections_;
    std::vector<std::thread> workers_;
    std::thread acceptor_;
};

/// A socket that listens on a port of 127.0.0.1 of its own.
UniqueFd listen_somewhere(int backlog, Endpoint& endpoint);
/// Writes all of it; false if the client has gone.
bool write_all(int connection, const char* bytes, std::size_t size);
/// Leaves with RST instead of FIN when the connection is closed.
void leave_with_reset(int connection);

/// Echoes until the end of the stream.
void echo(int connection);
/// Says nothing, reads nothing, until it is shut down.
void never_answer(int connection);
/// Reads all, answers nothing, and closes at the end of the stream.
void swallow(int connection);
/// Echoes, but the byte at this position of the stream comes back wrong.
Behaviour corrupt_byte(std::size_t position);
/// Echoes, but these bytes of the stream don't come back.
Behaviour lose_bytes(std::size_t position, std::size_t count);
/// Echoes so many bytes, then closes.
Behaviour close_after(std::size_t bytes);
/// Echoes so many bytes, then resets.
Behaviour reset_after(std::size_t bytes);
/// Echoes a byte at a time, with a pause after each.
Behaviour dribble(int milliseconds);

}  // namespace grader
