// A list of sessions under one mutex; the main thread accepts and joins, another one waits for SIGTERM.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

struct Session {
    int fd = -1;
    bool done = false;
    std::thread thread;
};

std::mutex mutex;
std::condition_variable changed;
std::list<Session> sessions;
std::size_t live = 0;
bool stopping = false;

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

void echo(int fd, std::chrono::milliseconds delay) {
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) std::this_thread::sleep_for(delay);
        if (!send_all(fd, buffer, static_cast<std::size_t>(got))) return;
    }
}

void serve(Session& session, std::chrono::milliseconds delay) {
    echo(session.fd, delay);
    const std::lock_guard lock(mutex);
    close(session.fd);
    session.fd = -1;
    session.done = true;
    --live;
    changed.notify_all();
}

void join_finished() {
    std::list<Session> finished;
    {
        const std::lock_guard lock(mutex);
        for (auto it = sessions.begin(); it != sessions.end();) {
            const auto next = std::next(it);
            if (it->done) finished.splice(finished.end(), sessions, it);
            it = next;
        }
    }
    for (Session& session : finished) session.thread.join();
}

void start(int fd, std::chrono::milliseconds delay) {
    const std::lock_guard lock(mutex);
    Session& session = sessions.emplace_back();
    session.fd = fd;
    ++live;
    try {
        session.thread = std::thread(serve, std::ref(session), delay);
    } catch (const std::system_error&) {
        close(fd);
        --live;
        sessions.pop_back();
    }
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

void wait_for_room(std::size_t limit) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return stopping || limit == 0 || live < limit; });
}

void wait_for_a_descriptor() {
    std::unique_lock lock(mutex);
    const std::size_t before = live;
    changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return stopping || live < before; });
}

void accept_clients(int listener, int stop_event, const lab::Options& options) {
    for (;;) {
        join_finished();
        wait_for_room(options.max_connections);
        pollfd waiting[] = {{listener, POLLIN, 0}, {stop_event, POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0) continue;
        if (waiting[1].revents != 0) return;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(fd, options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            wait_for_a_descriptor();
        }
    }
}

void drain() {
    {
        std::unique_lock lock(mutex);
        for (Session& session : sessions) {
            if (session.fd >= 0) shutdown(session.fd, SHUT_RD);
        }
        changed.wait_for(lock, std::chrono::milliseconds(1200), [] { return live == 0; });
        for (Session& session : sessions) {
            if (session.fd >= 0) shutdown(session.fd, SHUT_RDWR);
        }
    }
    for (Session& session : sessions) session.thread.join();
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
    const int stop_event = eventfd(0, EFD_CLOEXEC);
    std::thread waiter([&] {
        int signal = 0;
        sigwait(&term, &signal);
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        changed.notify_all();
        eventfd_write(stop_event, 1);
    });
    accept_clients(listener, stop_event, options);
    close(listener);
    drain();
    waiter.join();
    return 0;
}
