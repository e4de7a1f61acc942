// Detached pthreads and a vector of descriptors; the handler of SIGTERM writes into a pipe, and threads that
// end ring an eventfd.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

lab::Options options;
std::mutex mutex;
std::vector<int> connections;
int stop_pipe[2];  // the handler writes into it; never read, so everybody can look at it
int bell = -1;     // rung by threads that end

void on_term(int) {
    const int error = errno;
    [[maybe_unused]] const ssize_t written = write(stop_pipe[1], "T", 1);
    errno = error;
}

bool readable(int fd, milliseconds within) {
    pollfd one{fd, POLLIN, 0};
    return poll(&one, 1, static_cast<int>(within.count())) > 0;
}

void wait_out_the_delay() {
    const auto end = steady_clock::now() + options.delay;
    for (auto left = options.delay; left.count() > 0; left = std::chrono::ceil<milliseconds>(end - steady_clock::now())) {
        if (readable(stop_pipe[0], left)) return;
    }
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

void echo(int fd) {
    std::vector<char> buffer(10'000);
    for (;;) {
        const ssize_t got = read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        wait_out_the_delay();
        if (!send_all(fd, buffer.data(), static_cast<std::size_t>(got))) return;
    }
}

void leave(int fd) {
    const std::lock_guard lock(mutex);
    std::erase(connections, fd);
    close(fd);
    eventfd_write(bell, 1);
}

void* serve(void* argument) {
    const int fd = static_cast<int>(reinterpret_cast<std::intptr_t>(argument));
    echo(fd);
    leave(fd);
    return nullptr;
}

void start(int fd) {
    {
        const std::lock_guard lock(mutex);
        connections.push_back(fd);
    }
    pthread_t thread;
    if (pthread_create(&thread, nullptr, serve, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd))) == 0)
        pthread_detach(thread);
    else
        leave(fd);
}

std::size_t count() {
    const std::lock_guard lock(mutex);
    return connections.size();
}

void shut_down(int how) {
    const std::lock_guard lock(mutex);
    for (const int fd : connections) shutdown(fd, how);
}

/// Until a thread has rung or the time is over.
void wait_for_the_bell(milliseconds time) {
    eventfd_t times = 0;
    if (readable(bell, time)) eventfd_read(bell, &times);
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
    options = lab::parse_options(argc, argv);
    bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (bell < 0 || pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return 1;
    struct sigaction action {};
    action.sa_handler = on_term;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    while (!readable(stop_pipe[0], milliseconds(0))) {
        const bool room = options.max_connections == 0 || count() < options.max_connections;
        pollfd events[] = {{stop_pipe[0], POLLIN, 0}, {room ? listener : bell, POLLIN, 0}};
        if (poll(events, 2, -1) < 0 || events[1].revents == 0) continue;
        wait_for_the_bell(milliseconds(0));
        if (!room || events[0].revents != 0) continue;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(fd);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            wait_for_the_bell(milliseconds(100));
        }
    }
    close(listener);
    shut_down(SHUT_RD);
    const auto patience = steady_clock::now() + milliseconds(1200);
    while (count() > 0 && steady_clock::now() < patience) wait_for_the_bell(milliseconds(20));
    shut_down(SHUT_RDWR);
    while (count() > 0) wait_for_the_bell(milliseconds(20));
    return 0;
}
