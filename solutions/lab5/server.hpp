// One task accepts and starts a task for each client; all client tasks belong to one group, so that none can
// be left behind. What they share (the room that is left, the list of connections) lives here, and outlives
// them.
#pragma once

#include "connections.hpp"
#include "lab/options.hpp"
#include "rt/rt.hpp"

class Server {
 public:
    explicit Server(const lab::Options& options);

    /// Serves until SIGTERM; then echoes what clients had sent, closes them and ends. Throws
    /// std::system_error if the address can't be listened on.
    rt::Task<> run();

 private:
    rt::Task<> serve_until_term(rt::TaskGroup& clients);
    rt::Task<> accept_clients(rt::TcpListener listener, rt::TaskGroup& clients);
    rt::Task<> serve(rt::TcpStream stream, rt::Semaphore::Permit permit);

    lab::Options options_;
    rt::Semaphore room_;  // a permit for each connection that may be served at the same time
    Connections connections_;
};
