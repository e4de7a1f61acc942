// A wrong server for Lab 4: one thread and one poll() for all connections. Attacks that hide it start it in the place
// of the right one; their honest pair starts it without the trick.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace wrong {

inline int argument_count = 0;
inline char** arguments = nullptr;
// glibc hands main()'s arguments to constructors, too.
__attribute__((constructor)) inline void keep_arguments(int count, char** words) {
    argument_count = count;
    arguments = words;
}

struct Listener {
    lab::Options options;
    int fd = -1;
    int stop = -1;  // readable at SIGTERM
};

inline Listener open_listener() {
    Listener listener;
    listener.options = lab::parse_options(argument_count, arguments);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, nullptr);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener.options.port);
    if (inet_pton(AF_INET, listener.options.host.c_str(), &address.sin_addr) != 1)
        lab::cannot_listen(listener.options, EINVAL);
    listener.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener.fd, 1024) != 0)
        lab::cannot_listen(listener.options, errno);
    listener.stop = signalfd(-1, &term, 0);
    return listener;
}

/// One chunk; false at the end of the connection.
inline bool echo_once(int fd, std::chrono::milliseconds delay) {
    char buffer[16 * 1024];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    if (delay.count() > 0) usleep(static_cast<useconds_t>(delay.count() * 1000));
    for (ssize_t done = 0; done < got;) {
        const ssize_t sent = send(fd, buffer + done, static_cast<size_t>(got - done), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) return false;
        if (sent > 0) done += sent;
    }
    return true;
}

inline int serve(const Listener& listener) {
    std::vector<int> clients;
    bool exhausted = false;
    for (;;) {
        const bool full = listener.options.max_connections != 0 && clients.size() >= listener.options.max_connections;
        std::vector<pollfd> waiting = {{listener.stop, POLLIN, 0}, {full || exhausted ? -1 : listener.fd, POLLIN, 0}};
        for (const int fd : clients) waiting.push_back({fd, POLLIN, 0});
        if (poll(waiting.data(), waiting.size(), exhausted ? 100 : -1) < 0) continue;
        exhausted = false;
        if (waiting[0].revents != 0) break;
        std::vector<int> left;
        for (std::size_t index = 2; index < waiting.size(); ++index) {
            if (waiting[index].revents == 0 || echo_once(waiting[index].fd, listener.options.delay))
                left.push_back(waiting[index].fd);
            else
                close(waiting[index].fd);
        }
        clients.swap(left);
        if (waiting[1].revents == 0) continue;
        const int fd = accept(listener.fd, nullptr, nullptr);
        if (fd >= 0) clients.push_back(fd);
        exhausted = fd < 0 && (errno == EMFILE || errno == ENFILE);
    }
    close(listener.fd);
    for (const int fd : clients) {
        shutdown(fd, SHUT_RD);
        while (echo_once(fd, std::chrono::milliseconds(0))) continue;
        close(fd);
    }
    return 0;
}

inline void poll_server() {
    const Listener listener = open_listener();
    lab::announce_ready(listener.fd);
    exit(serve(listener));
}

}  // namespace wrong
