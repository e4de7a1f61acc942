// The main thread owns all connections and polls a signalfd, an eventfd that threads ring at their end, and
// the listener; there is no mutex.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <list>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Connection {
    explicit Connection(int accepted) : fd(accepted) {}
    const int fd;
    std::atomic<bool> done{false};
    std::thread thread;
};

std::list<Connection> connections;  // main's
int stop = -1;                      // readable from SIGTERM on; never read
int bell = -1;

bool readable(int fd, milliseconds within) {
    pollfd one{fd, POLLIN, 0};
    return poll(&one, 1, static_cast<int>(within.count())) > 0;
}

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

void echo(int fd, milliseconds delay) {
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) readable(stop, delay);
        if (!send_all(fd, buffer, static_cast<std::size_t>(got))) return;
    }
}

void serve(Connection& mine, milliseconds delay) {
    echo(mine.fd, delay);
    mine.done = true;
    eventfd_write(bell, 1);
}

void start(int fd, milliseconds delay) {
    Connection& connection = connections.emplace_back(fd);
    try {
        connection.thread = std::thread(serve, std::ref(connection), delay);
    } catch (const std::system_error&) {
        connections.pop_back();
        close(fd);
    }
}

void join_finished() {
    eventfd_t times = 0;
    eventfd_read(bell, &times);
    for (auto it = connections.begin(); it != connections.end();) {
        if (!it->done) {
            ++it;
            continue;
        }
        it->thread.join();
        close(it->fd);
        it = connections.erase(it);
    }
}

void drain() {
    for (const Connection& connection : connections) shutdown(connection.fd, SHUT_RD);
    const auto patience = steady_clock::now() + milliseconds(1200);
    while (!connections.empty() && steady_clock::now() < patience) {
        if (readable(bell, milliseconds(20))) join_finished();
    }
    for (const Connection& connection : connections) shutdown(connection.fd, SHUT_RDWR);
    for (Connection& connection : connections) {
        connection.thread.join();
        close(connection.fd);
    }
    connections.clear();
}

int listen_on(const lab::Options& options) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
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
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    stop = signalfd(-1, &term, SFD_CLOEXEC);
    bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    while (!readable(stop, milliseconds(0))) {
        const bool room = options.max_connections == 0 || connections.size() < options.max_connections;
        pollfd events[] = {{stop, POLLIN, 0}, {bell, POLLIN, 0}, {room ? listener : -1, POLLIN, 0}};
        if (poll(events, 3, -1) < 0) continue;
        if (events[1].revents != 0) join_finished();
        if (events[2].revents == 0 || events[0].revents != 0) continue;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(fd, options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            readable(bell, milliseconds(100));
        }
    }
    close(listener);
    drain();
    return 0;
}
