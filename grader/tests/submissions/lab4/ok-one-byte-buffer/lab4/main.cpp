// A byte in, a byte out: slow, and right.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
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

using std::chrono::milliseconds;

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

void echo(int fd, milliseconds delay) {
    for (char byte = 0;;) {
        const ssize_t got = recv(fd, &byte, 1, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, delay, [] { return stopping; });
        }
        ssize_t sent = 0;
        do {
            sent = send(fd, &byte, 1, MSG_NOSIGNAL);
        } while (sent == 0 || (sent < 0 && errno == EINTR));
        if (sent < 0) return;
    }
}

void finish(Session& session) {
    const std::lock_guard lock(mutex);
    close(session.fd);
    session.done = true;
    --live;
    changed.notify_all();
}

void start(int fd, milliseconds delay) {
    Session* session = nullptr;
    {
        const std::lock_guard lock(mutex);
        session = &sessions.emplace_back();
        session->fd = fd;
        ++live;
    }
    try {
        session->thread = std::thread([session, fd, delay] {
            echo(fd, delay);
            finish(*session);
        });
    } catch (const std::system_error&) {
        finish(*session);
    }
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
    for (Session& session : finished) {
        if (session.thread.joinable()) session.thread.join();
    }
}

void shut_down_the_living(int how) {
    for (const Session& session : sessions) {
        if (!session.done) shutdown(session.fd, how);
    }
}

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

/// Until the listener is shut down, which comes after `stopping` is set.
void accept_clients(int listener, const lab::Options& options) {
    for (;;) {
        join_finished();
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] {
                return stopping || options.max_connections == 0 || live < options.max_connections;
            });
            if (stopping) return;
        }
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) {
            start(fd, options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, milliseconds(100));
        }
    }
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
    std::thread acceptor([&] { accept_clients(listener, options); });
    int signal = 0;
    sigwait(&term, &signal);
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    changed.notify_all();
    shutdown(listener, SHUT_RD);
    acceptor.join();
    close(listener);
    {
        std::unique_lock lock(mutex);
        shut_down_the_living(SHUT_RD);
        changed.wait_for(lock, milliseconds(1500), [] { return live == 0; });
        shut_down_the_living(SHUT_RDWR);
    }
    for (Session& session : sessions) {
        if (session.thread.joinable()) session.thread.join();
    }
    return 0;
}
