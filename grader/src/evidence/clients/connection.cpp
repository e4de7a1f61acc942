#include "evidence/clients/connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "base/error.hpp"

namespace grader {

UniqueFd start_connecting(const Endpoint& server, int send_buffer, int receive_buffer, unsigned source) {
    UniqueFd socket(check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
    const auto set = [&](int option, int value) {
        if (value != 0) check(::setsockopt(socket.get(), SOL_SOCKET, option, &value, sizeof value), "setsockopt");
    };
    set(SO_SNDBUF, send_buffer);
    set(SO_RCVBUF, receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (source != 0) {
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + source);
        check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    }
    address.sin_port = htons(server.port);
    if (::inet_pton(AF_INET, server.address.c_str(), &address.sin_addr) != 1)
        throw std::system_error(EINVAL, std::generic_category(), "not an IPv4 address: " + server.address);
    // A server on all addresses is reached on the loopback.
    if (address.sin_addr.s_addr == htonl(INADDR_ANY)) address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int result = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    if (result != 0 && errno != EINPROGRESS && errno != EINTR) check(-1, "connect");
    return socket;
}

int connect_outcome(int socket) {
    int outcome = 0;
    socklen_t size = sizeof outcome;
    check(::getsockopt(socket, SOL_SOCKET, SO_ERROR, &outcome, &size), "getsockopt");
    return outcome;
}

void close_with_reset(UniqueFd& socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket.reset();
}

}  // namespace grader
