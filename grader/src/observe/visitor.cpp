#include "observe/visitor.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace grader {

namespace {

using Clock = std::chrono::steady_clock;

struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

Address address_of(const std::string& host, std::uint16_t port) {
    Address address;
    auto& four = reinterpret_cast<sockaddr_in&>(address.bytes);
    auto& six = reinterpret_cast<sockaddr_in6&>(address.bytes);
    if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        address.size = sizeof four;
    } else {
        ::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr);
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        address.size = sizeof six;
    }
    return address;
}

bool is_ready(int socket, short events, std::chrono::milliseconds within) {
    pollfd waited{socket, events, 0};
    return ::poll(&waited, 1, static_cast<int>(within.count())) > 0;
}

}  // namespace

Visitor::Visitor(const std::string& address, std::uint16_t port) {
    const Address server = address_of(address, port);
    socket_.reset(
        check(::socket(server.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
    const auto* const target = reinterpret_cast<const sockaddr*>(&server.bytes);
    int error = ::connect(socket_.get(), target, server.size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        socklen_t size = sizeof error;
        if (!is_ready(socket_.get(), POLLOUT, std::chrono::seconds(2)))
            error = ETIMEDOUT;
        else
            ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error != 0)
        throw std::system_error(error, std::generic_category(),
                                "connect to " + address + ":" + std::to_string(port));
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    check(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&own), &size), "getsockname");
    // At the same place for both families.
    port_ = ntohs(reinterpret_cast<const sockaddr_in&>(own).sin_port);
}

bool Visitor::send(std::string_view bytes) const {
    return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(bytes.size());
}

bool Visitor::send_all(std::string_view bytes) const {
    const int flags = ::fcntl(socket_.get(), F_GETFL);
    ::fcntl(socket_.get(), F_SETFL, flags & ~O_NONBLOCK);
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ::fcntl(socket_.get(), F_SETFL, flags);
    return sent == static_cast<ssize_t>(bytes.size());
}

std::size_t Visitor::send_some(std::string_view bytes) const {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::string Visitor::receive(std::size_t least, std::chrono::milliseconds within) {
    std::string all;
    const auto until = Clock::now() + within;
    while (all.size() < least && !closed_) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        // What is shorter than an echo comes as one.
        if (!all.empty()) left = std::min(left, std::chrono::milliseconds(150));
        if (left.count() <= 0 || !is_ready(socket_.get(), POLLIN, left)) break;
        char piece[4'096];
        const ssize_t got = ::recv(socket_.get(), piece, sizeof piece, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) closed_ = true;
        if (got > 0) all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
}

void Visitor::shut() const {
    ::shutdown(socket_.get(), SHUT_RDWR);
}

void Visitor::reset() {
    const linger now{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket_.reset();
}

}  // namespace grader
