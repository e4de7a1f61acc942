// Serves all connections from one thread with poll() and blocking sockets.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

bool send_all(int fd, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

/// One chunk; false at the end of the connection.
bool echo_once(int fd, std::chrono::milliseconds delay) {
    char buffer[16 * 1024];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    if (delay.count() > 0) std::this_thread::sleep_for(delay);
    return send_all(fd, buffer, static_cast<std::size_t>(got));
}

int listen_on(const lab::Options& options) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) lab::cannot_listen(options, errno);
    if (listen(listener, SOMAXCONN) != 0) lab::cannot_listen(options, errno);
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    const int stop = signalfd(-1, &term, SFD_CLOEXEC);
    std::vector<int> clients;
    bool no_descriptors = false;
    for (;;) {
        const bool full = options.max_connections != 0 && clients.size() >= options.max_connections;
        std::vector<pollfd> waiting = {{stop, POLLIN, 0}, {full || no_descriptors ? -1 : listener, POLLIN, 0}};
        for (const int fd : clients) waiting.push_back({fd, POLLIN, 0});
        if (poll(waiting.data(), waiting.size(), no_descriptors ? 100 : -1) < 0) continue;
        no_descriptors = false;
        if (waiting[0].revents != 0) break;
        for (std::size_t index = 2; index < waiting.size(); ++index) {
            if (waiting[index].revents == 0 || echo_once(waiting[index].fd, options.delay)) continue;
            close(waiting[index].fd);
            clients.erase(std::find(clients.begin(), clients.end(), waiting[index].fd));
        }
        if (waiting[1].revents == 0) continue;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) clients.push_back(fd);
        no_descriptors = fd < 0 && (errno == EMFILE || errno == ENFILE);
    }
    close(listener);
    for (const int fd : clients) {
        shutdown(fd, SHUT_RD);
        while (echo_once(fd, std::chrono::milliseconds(0))) {
        }
        close(fd);
    }
    return 0;
}
