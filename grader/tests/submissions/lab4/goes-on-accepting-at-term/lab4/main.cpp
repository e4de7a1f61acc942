// Closes its listener only when all clients are gone: until then the acceptor takes newcomers and serves them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;

lab::Options options;
std::mutex mutex;
std::condition_variable changed;
std::set<int> connections;
bool stopping = false;  // ends the delays
bool closed = false;    // ends the acceptor

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

void echo(int fd) {
    char buffer[8 * 1024];
    for (;;) {
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (options.delay.count() > 0) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, options.delay, [] { return stopping; });
        }
        if (!send_all(fd, buffer, static_cast<std::size_t>(got))) return;
    }
}

void leave(int fd) {
    const std::lock_guard lock(mutex);
    connections.erase(fd);
    close(fd);
    changed.notify_all();
}

void serve(int fd) {
    echo(fd);
    leave(fd);
}

void start(int fd) {
    {
        const std::lock_guard lock(mutex);
        connections.insert(fd);
    }
    try {
        std::thread(serve, fd).detach();
    } catch (const std::system_error&) {
        leave(fd);
    }
}

/// False when the server is to accept no more.
bool wait_for_room() {
    std::unique_lock lock(mutex);
    const std::size_t most = options.max_connections;
    changed.wait(lock, [most] { return closed || most == 0 || connections.size() < most; });
    return !closed;
}

void accept_clients(int listener) {
    while (wait_for_room()) {
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(fd);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, milliseconds(100));
        }
    }
}

int listen_on(const lab::Options& options) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
    options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    std::thread acceptor(accept_clients, listener);

    int signal = 0;
    sigwait(&term, &signal);
    {
        const std::lock_guard lock(mutex);
        stopping = true;
        for (const int fd : connections) shutdown(fd, SHUT_RD);
    }
    changed.notify_all();
    std::unique_lock lock(mutex);
    const auto all_gone = [] { return connections.empty(); };
    changed.wait_for(lock, milliseconds(1200), all_gone);
    closed = true;
    changed.notify_all();
    shutdown(listener, SHUT_RD);
    lock.unlock();
    acceptor.join();
    close(listener);
    lock.lock();
    for (const int fd : connections) shutdown(fd, SHUT_RDWR);
    changed.wait(lock, all_gone);
    return 0;
}
