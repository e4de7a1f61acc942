// The kernel's table of TCP sockets, /proc/net/tcp and tcp6: who is connected to whom and what waits unread.
// See proc(5). Connections that both sides have closed, and the kernel remembers for a minute (TIME_WAIT),
// are left out: there may be thousands of them, and they are nobody's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.hpp"

namespace grader {

struct TcpSocket {
    int local_port = 0;
    int remote_port = 0;
    int state = 0;             ///< 1 established, 8 close-wait, 10 listening: the kernel's tcp_states.h
    std::uint64_t unsent = 0;  ///< bytes sent by the program that the peer has not acknowledged
    std::uint64_t unread = 0;  ///< bytes the program has not read; of a listener: connections not accepted
    std::uint64_t inode = 0;   ///< 0: closed by its program, the kernel is finishing
    std::string local_address = {};  ///< of a listener, "127.0.0.1"; "0.0.0.0" is every address
};

constexpr int tcp_established = 1;
constexpr int tcp_close_wait = 8;  // the peer has closed, the program has not
constexpr int tcp_listening = 10;

IO_LABS_JSON(TcpSocket)

/// Of the calling process's network namespace: sockets made for IPv4 …
std::vector<TcpSocket> read_tcp_table();
/// … and those made for IPv6 that take IPv4, too: ::ffff:127.0.0.1 is 127.0.0.1, and :: is every address. See
/// ipv6(7).
std::vector<TcpSocket> read_tcp6_table();
std::vector<TcpSocket> parse_tcp_table(std::string_view text);

}  // namespace grader
