// A client that sends and does not read, until nothing more fits anywhere: neither in the kernel's buffers on
// the way to the server and back, nor in the server.
#pragma once

#include <cstddef>
#include <string>

#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"

namespace grader {

/// Bytes: more than the kernel's buffers hold on the way to the server and back. A server's receive buffer
/// may grow to tcp_rmem's last number, 32 MiB where there is much memory; see tcp(7).
constexpr std::size_t too_much = 64U << 20U;

struct Filling {
    std::string bytes;      ///< what was sent, and perhaps more
    std::size_t sent = 0;   ///< so many of them
    bool is_stuck = false;  ///< nothing more fitted; else `most` bytes were sent and there was still room
};

/// Sends text that begins at byte `from` of all text (see bytes.hpp), at most so much and a piece more.
Filling fill_up(Server& server, Client& client, std::size_t most, std::size_t from = 0);

}  // namespace grader
