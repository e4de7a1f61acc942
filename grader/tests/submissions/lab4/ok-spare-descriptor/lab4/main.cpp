// A descriptor in reserve: when there is no other left it is closed, so that the client can be accepted and
// turned away instead of standing in the backlog for ever. The threads are detached; each announces its end
// with std::notify_all_at_thread_exit.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_set>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;

std::mutex mutex;
// Never destroyed: the last thread may still be about to leave notify_all when main() returns.
std::condition_variable& changed = *new std::condition_variable;
std::unordered_set<int> connections;  // one for each thread
bool stopping = false;

int open_spare() {
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool send_all(int fd, const char* next, const char* end) {
    while (next < end) {
        const ssize_t sent = send(fd, next, static_cast<std::size_t>(end - next), MSG_NOSIGNAL);
        if (sent >= 0)
            next += sent;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

void serve(int fd, milliseconds delay) {
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t got = recvfrom(fd, buffer.data(), buffer.size(), 0, nullptr, nullptr);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (delay.count() > 0) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, delay, [] { return stopping; });
        }
        if (!send_all(fd, buffer.data(), buffer.data() + got)) break;
    }
    std::unique_lock lock(mutex);
    close(fd);
    connections.erase(fd);
    std::notify_all_at_thread_exit(changed, std::move(lock));
}

void start(int fd, milliseconds delay) {
    const std::lock_guard lock(mutex);
    try {
        std::thread(serve, fd, delay).detach();
        connections.insert(fd);
    } catch (const std::system_error&) {
        close(fd);
    }
}

/// Accepts the next client with the spare descriptor's place and closes it. Waits if not even that can be
/// done.
void turn_one_away(int listener, int& spare) {
    int fd = -1;
    if (spare >= 0) {
        close(spare);
        fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) close(fd);
    }
    spare = open_spare();
    if (fd < 0) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, milliseconds(100), [] { return stopping; });
    }
}

void accept_clients(int listener, int stop_event, const lab::Options& options) {
    int spare = open_spare();
    for (;;) {
        {
            std::unique_lock lock(mutex);
            const std::size_t most = options.max_connections;
            changed.wait(lock, [&] { return stopping || most == 0 || connections.size() < most; });
            if (stopping) break;
        }
        pollfd events[] = {{listener, POLLIN, 0}, {stop_event, POLLIN, 0}};
        if (poll(events, 2, -1) < 0 || events[0].revents == 0) continue;
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0)
            start(fd, options.delay);
        else if (errno == EMFILE || errno == ENFILE)
            turn_one_away(listener, spare);
        else if (errno == ENOBUFS || errno == ENOMEM)
            std::this_thread::sleep_for(milliseconds(100));
    }
    if (spare >= 0) close(spare);
}

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int stop_event = eventfd(0, EFD_CLOEXEC);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    std::thread acceptor(accept_clients, listener, stop_event, std::cref(options));
    while (sigwaitinfo(&term, nullptr) < 0) continue;
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    changed.notify_all();
    eventfd_write(stop_event, 1);
    acceptor.join();
    close(listener);
    {
        std::unique_lock lock(mutex);
        for (const int fd : connections) shutdown(fd, SHUT_RD);
        changed.wait_for(lock, milliseconds(1200), [] { return connections.empty(); });
        for (const int fd : connections) shutdown(fd, SHUT_RDWR);
        changed.wait(lock, [] { return connections.empty(); });
    }
    close(stop_event);
    return 0;
}
