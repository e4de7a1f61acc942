// Servers of tests: sockets that listen on the loopback.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

/// The port that a socket is bound to.
inline std::uint16_t port_of(const UniqueFd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    check(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

/// A socket that listens on a port of 127.0.0.1 of its own. `flags`: of socket(2), such as SOCK_NONBLOCK.
inline UniqueFd listen_on_loopback(int backlog, int flags = 0) {
    UniqueFd listener(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), "bind");
    check(::listen(listener.get(), backlog), "listen");
    return listener;
}

}  // namespace grader
