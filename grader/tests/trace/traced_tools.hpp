// What the traced programs have in common: words on standard output, waiting for the test, a client of their
// own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

[[gnu::format(printf, 1, 2)]] inline void say(const char* format, ...) {
    char line[256];
    va_list values;
    va_start(values, format);
    const int length = std::vsnprintf(line, sizeof line, format, values);
    va_end(values);
    [[maybe_unused]] const auto said = ::write(STDOUT_FILENO, line, static_cast<std::size_t>(length));
}

inline void say_result(const char* what, ssize_t result) {
    say("%s %s\n", what, result < 0 ? ::strerrorname_np(errno) : std::to_string(result).c_str());
}

inline void block_go() {
    sigset_t go;
    ::sigemptyset(&go);
    ::sigaddset(&go, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &go, nullptr);
}

inline void await_go() {
    sigset_t go;
    ::sigemptyset(&go);
    ::sigaddset(&go, SIGUSR1);
    int number = 0;
    while (::sigwait(&go, &number) != 0) {
    }
}

/// A listener, a client that has connected to it, and (once accepted) the connection.
struct Loopback {
    int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    int client = ::socket(AF_INET, SOCK_STREAM, 0);
    int connection = -1;

    Loopback() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const bool connected = ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                               ::listen(listener, 4) == 0 &&
                               ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                               ::connect(client, reinterpret_cast<sockaddr*>(&address), size) == 0;
        if (!connected) std::perror("loopback");
    }
    void accept(int flags = 0) { connection = ::accept4(listener, nullptr, nullptr, flags); }
    [[nodiscard]] int client_port() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(client, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }
};
