// The sockets under clients: non-blocking TCP over IPv4, close-on-exec, without Nagle's delay.
#pragma once

#include <string>

#include "base/unique_fd.hpp"
#include "evidence/clients/client_error.hpp"
#include "evidence/clients/endpoint.hpp"

namespace grader {

struct SocketBuffers {
    int send = 0;  ///< bytes, SO_SNDBUF; 0 = the kernel's choice
    int receive = 0;
};

/// A connection that was begun. `error` is what the server made of it so far: 0 (connected or under way) or
/// an errno, ECONNREFUSED for one.
struct Attempt {
    UniqueFd socket;
    int error = 0;
};

/// Begins to connect. Where the loopback's ports run out, other source addresses of 127.0.0.0/8 give each a
/// range of their own. Throws std::system_error for what is not the server's doing: no descriptors, no ports,
/// a bad address.
Attempt start_connecting(const Endpoint& server, const SocketBuffers& buffers = {});

/// A port of this IPv4 address that nobody has now. Throws std::system_error if the address is not this
/// machine's.
int unused_port(const std::string& address);

/// The outcome of a connect that was under way, once the socket is writable: 0 or an errno (SO_ERROR,
/// connect(2)).
int connect_outcome(int socket);

/// How a failed connect is called.
ClientError::Kind connect_failure(int error);

/// How often the SYN was sent again: a server with a full backlog drops it, the kernel retries after 1, 3 and
/// 7 s.
int syn_retries(int socket);

/// Whether there is no connection any more though bytes may be left to send: it was reset.
bool is_gone(int socket);

/// Makes closing send RST instead of FIN: SO_LINGER with time 0, socket(7).
void close_with_reset(UniqueFd& socket);

}  // namespace grader
