// The main thread accepts, and it alone owns the connections: it starts their threads, joins them, and closes
// their descriptors. A connection's thread only ever uses its own connection and, at its end, rings a bell
// (an eventfd). So there is nothing to lock, and no descriptor is closed, and its number given to another
// client, while somebody still uses it.
#pragma once

#include <atomic>
#include <list>
#include <thread>
#include <utility>

#include "lab/options.hpp"
#include "unique_fd.hpp"

/// Blocks SIGTERM in this thread and those it will start. The descriptor (signalfd(2)) becomes readable when
/// the signal comes, for every thread, and stays so, since nobody reads it: a second SIGTERM changes nothing.
UniqueFd block_term();

class Server {
 public:
    Server(UniqueFd listener, UniqueFd stop, const lab::Options& options);

    /// Serves until SIGTERM; then echoes what clients had sent, closes them and returns. Throws
    /// std::system_error.
    void run();

 private:
    struct Connection {
        explicit Connection(UniqueFd fd) : socket(std::move(fd)) {}
        UniqueFd socket;
        std::atomic<bool> finished = false;
        std::jthread thread;  // last, so that it is joined before the rest is destroyed
    };

    void wait(bool for_clients, int timeout_ms);
    bool accept_client();
    void start(UniqueFd socket);
    void join_finished();
    void drain();
    [[nodiscard]] bool stop_requested() const;

    lab::Options options_;
    UniqueFd listener_;
    UniqueFd stop_;
    UniqueFd bell_;  // rung by a thread that has finished
    std::list<Connection> connections_;
};
