// Every wait has a time-out: std::jthread, a stop_token and SO_RCVTIMEO. Nobody is ever woken; SIGTERM stays
// blocked, and the main thread looks four times a second whether it is pending.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds tick(250);
constexpr milliseconds patience(1200);

/// Set before the threads are asked to stop: nobody serves on for longer.
std::atomic<steady_clock::time_point> deadline{steady_clock::time_point::max()};

struct Connection {
    std::atomic<bool> finished{false};
    std::jthread thread;
};

std::mutex mutex;
std::condition_variable somebody_left;
std::size_t live = 0;

void wait_at_most_a_tick(int fd, int direction) {
    const timeval time{0, std::chrono::microseconds(tick).count()};
    setsockopt(fd, SOL_SOCKET, direction, &time, sizeof time);
}

bool timed_out() {
    return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

bool send_all(int fd, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && timed_out() && steady_clock::now() < deadline.load()) continue;
        if (sent < 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

void pause(const std::stop_token& stop, milliseconds delay) {
    std::mutex nobody_elses;
    std::condition_variable_any stopped;
    std::unique_lock lock(nobody_elses);
    stopped.wait_for(lock, stop, delay, [] { return false; });
}

void echo(const std::stop_token& stop, int fd, milliseconds delay) {
    std::array<char, 8192> buffer;
    while (steady_clock::now() < deadline.load()) {
        const bool draining = stop.stop_requested();  // then: what is there, and no waiting for more
        const ssize_t got = recv(fd, buffer.data(), buffer.size(), draining ? MSG_DONTWAIT : 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && timed_out() && !draining) continue;
        if (got <= 0) return;
        if (delay > delay.zero()) pause(stop, delay);
        if (!send_all(fd, buffer.data(), static_cast<std::size_t>(got))) return;
    }
}

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    wait_at_most_a_tick(listener, SO_RCVTIMEO);  // accept() keeps to it, too
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

void start(std::list<Connection>& connections, int fd, milliseconds delay) {
    wait_at_most_a_tick(fd, SO_RCVTIMEO);
    wait_at_most_a_tick(fd, SO_SNDTIMEO);
    Connection& connection = connections.emplace_back();
    {
        const std::lock_guard lock(mutex);
        ++live;
    }
    const auto leave = [&connection, fd] {
        close(fd);
        const std::lock_guard lock(mutex);
        --live;
        connection.finished = true;
        somebody_left.notify_one();
    };
    try {
        connection.thread = std::jthread([=](const std::stop_token& stop) {
            echo(stop, fd, delay);
            leave();
        });
    } catch (const std::system_error&) {
        leave();
    }
}

bool term_is_pending() {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    std::list<Connection> connections;
    while (!term_is_pending()) {
        connections.remove_if([](const Connection& connection) { return connection.finished.load(); });
        {
            std::unique_lock lock(mutex);
            const auto room = [&] { return options.max_connections == 0 || live < options.max_connections; };
            if (!somebody_left.wait_for(lock, tick, room)) continue;
        }
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(connections, fd, options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::this_thread::sleep_for(milliseconds(100));
        }
    }
    close(listener);
    deadline = steady_clock::now() + patience;
    for (Connection& connection : connections) connection.thread.request_stop();
    connections.clear();  // joins
    return 0;
}
