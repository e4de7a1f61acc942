#include "evidence/clients/connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace grader {

namespace {

constexpr in_addr_t most_sources = 64;

void set_option(int socket, int level, int option, int value) {
    check(::setsockopt(socket, level, option, &value, sizeof value), "setsockopt");
}

UniqueFd new_socket(const SocketBuffers& buffers) {
    UniqueFd socket(check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
    set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    if (buffers.send != 0) set_option(socket.get(), SOL_SOCKET, SO_SNDBUF, buffers.send);
    if (buffers.receive != 0) set_option(socket.get(), SOL_SOCKET, SO_RCVBUF, buffers.receive);
    return socket;
}

void bind_source(int socket, in_addr_t address) {
    // The port is chosen by connect, which knows the other end: see IP_BIND_ADDRESS_NO_PORT in ip(7).
    set_option(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr = htonl(address);
    check(::bind(socket, reinterpret_cast<const sockaddr*>(&source), sizeof source), "bind");
}

sockaddr_in address_of(const Endpoint& server) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    if (::inet_pton(AF_INET, server.address.c_str(), &address.sin_addr) != 1)
        throw std::system_error(EINVAL, std::generic_category(), "not an IPv4 address: " + server.address);
    // A server on all addresses is reached on the loopback.
    if (address.sin_addr.s_addr == htonl(INADDR_ANY)) address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

tcp_info info_of(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    check(::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size), "getsockopt(TCP_INFO)");
    return info;
}

bool is_the_servers_doing(int error) {
    return error == ECONNREFUSED || error == ECONNRESET || error == ECONNABORTED || error == ETIMEDOUT;
}

}  // namespace

Attempt start_connecting(const Endpoint& server, const SocketBuffers& buffers) {
    const sockaddr_in address = address_of(server);
    const bool loopback = ntohl(address.sin_addr.s_addr) >> 24U == IN_LOOPBACKNET;
    for (in_addr_t source = 0;; ++source) {
        Attempt attempt{new_socket(buffers), 0};
        if (source != 0) bind_source(attempt.socket.get(), INADDR_LOOPBACK + source);
        const int result =
            ::connect(attempt.socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
        if (result == 0 || errno == EINPROGRESS || errno == EINTR) return attempt;
        if (errno == EADDRNOTAVAIL && loopback && source < most_sources) continue;
        if (!is_the_servers_doing(errno)) check(-1, "connect");
        attempt.error = errno;
        return attempt;
    }
}

int unused_port(const std::string& address) {
    sockaddr_in here = address_of({address, 0});
    const UniqueFd socket = new_socket({});
    check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here), "bind");
    socklen_t size = sizeof here;
    check(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&here), &size), "getsockname");
    return ntohs(here.sin_port);
}

int connect_outcome(int socket) {
    int outcome = 0;
    socklen_t size = sizeof outcome;
    check(::getsockopt(socket, SOL_SOCKET, SO_ERROR, &outcome, &size), "getsockopt(SO_ERROR)");
    return outcome;
}

ClientError::Kind connect_failure(int error) {
    if (error == ETIMEDOUT) return ClientError::Kind::timeout;
    return error == ECONNREFUSED ? ClientError::Kind::refused : ClientError::Kind::reset;
}

int syn_retries(int socket) {
    return static_cast<int>(info_of(socket).tcpi_total_retrans);
}
bool is_gone(int socket) {
    return info_of(socket).tcpi_state == TCP_CLOSE;
}

void close_with_reset(UniqueFd& socket) {
    if (!socket) return;
    const linger at_once{1, 0};
    check(::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once),
          "setsockopt(SO_LINGER)");
    socket.reset();
}

}  // namespace grader
