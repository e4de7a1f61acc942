// What every model needs before and around its loop, so that the loops can be read side by side.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace models {

inline int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
}

/// A socket that listens where the options say; `flags`: 0, or SOCK_NONBLOCK. Several of them can listen on
/// the same port if all are made with `share`, SO_REUSEPORT.
inline int listening_socket(const lab::Options& options, int flags = 0, bool share = false) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket");
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (share) check(setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), "SO_REUSEPORT");
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

/// The same, for who needs just one; prints the ready line.
inline int listen_on(const lab::Options& options, int flags = 0) {
    const int listener = listening_socket(options, flags);
    lab::announce_ready(listener);
    return listener;
}

/// The next client; -1: there is none. Throws when there is no descriptor for it: a server would wait here
/// until there is one (see Lab 4), a model may end.
inline int accept_client(int listener, int flags = 0) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | flags);
    if (client < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        check(client, "accept4");
    return client;
}

/// For blocking sockets. False: the client is gone.
inline bool send_all(int client, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Serves one client from its first byte to its last, with blocking calls. A delay is a sleep: the thread has
/// nothing else to do.
inline void echo(int client, std::chrono::milliseconds delay) {
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t got = recv(client, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got > 0 && delay.count() > 0) std::this_thread::sleep_for(delay);
        if (got <= 0 || !send_all(client, {buffer, static_cast<std::size_t>(got)})) break;
    }
    close(client);
}

}  // namespace models
