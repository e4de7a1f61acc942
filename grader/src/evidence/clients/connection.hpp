// The sockets under clients and hammer: non-blocking TCP over IPv4, close-on-exec.
#pragma once

#include "base/unique_fd.hpp"
#include "evidence/clients/endpoint.hpp"

namespace grader {

/// A socket whose connection is under way (connect(2) gave EINPROGRESS) or done; throws std::system_error for
/// anything else, ECONNREFUSED included. Buffer sizes of 0 leave the kernel's. `source` spreads many connections over
/// the addresses of 127.0.0.0/8, each with its own ports; 0 leaves the choice to the kernel.
UniqueFd start_connecting(const Endpoint& server, int send_buffer, int receive_buffer, unsigned source = 0);

/// The outcome of a connect that was under way: 0 or an errno (SO_ERROR).
int connect_outcome(int socket);

/// Makes closing send RST instead of FIN: SO_LINGER with time 0, socket(7).
void close_with_reset(UniqueFd& socket);

}  // namespace grader
