// Provided: the ready line, by which others learn that the server is there and on which port.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace lab {

/// Prints `listening on 127.0.0.1:40213` to standard output and flushes it. Call it once, after listen() has
/// succeeded: whoever reads the line may connect at once. If the descriptor is no socket, this throws
/// std::system_error.
inline void announce_ready(int listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::system_error(errno, std::generic_category(), "getsockname");
    char text[INET_ADDRSTRLEN];
    ::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    std::printf("listening on %s:%u\n", text, unsigned{ntohs(address.sin_port)});
    // Standard output is a pipe when a program reads it, and a pipe is buffered. Without this call the line
    // stays in the buffer.
    std::fflush(stdout);
}

}  // namespace lab
