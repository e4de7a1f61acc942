// recvmsg and sendmsg. Signals are the only means of waking the main thread, and its ppoll() the only place
// where they arrive: SIGTERM from outside, SIGUSR1 from each thread that has finished.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

volatile sig_atomic_t term_came = 0;

struct Session {
    int fd = -1;  // -1: finished
    std::thread thread;
};

const pthread_t main_thread = pthread_self();
std::mutex mutex;
std::condition_variable stopped;
bool stopping = false;
std::list<Session> sessions;

void on_term(int) {
    term_came = 1;
}
void on_knock(int) {}

bool send_all(int fd, char* bytes, std::size_t size) {
    iovec piece{bytes, size};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    while (piece.iov_len > 0) {
        const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        piece.iov_base = static_cast<char*>(piece.iov_base) + sent;
        piece.iov_len -= static_cast<std::size_t>(sent);
    }
    return true;
}

void echo(int fd, milliseconds delay) {
    std::array<char, 24 * 1024> buffer;
    for (;;) {
        iovec piece{buffer.data(), buffer.size()};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        const ssize_t got = recvmsg(fd, &message, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) {
            std::unique_lock lock(mutex);
            stopped.wait_for(lock, delay, [] { return stopping; });
        }
        if (!send_all(fd, buffer.data(), static_cast<std::size_t>(got))) return;
    }
}

void serve(Session& session, int fd, milliseconds delay) {
    echo(fd, delay);
    const std::lock_guard lock(mutex);
    close(fd);
    session.fd = -1;
    pthread_kill(main_thread, SIGUSR1);
}

void start(int fd, milliseconds delay) {
    const std::lock_guard lock(mutex);
    Session& session = sessions.emplace_back();
    session.fd = fd;
    try {
        session.thread = std::thread(serve, std::ref(session), fd, delay);
    } catch (const std::system_error&) {
        close(fd);
        sessions.pop_back();
    }
}

/// Joins who has finished; the number of the others.
std::size_t join_finished() {
    std::list<Session> finished;
    const std::lock_guard lock(mutex);
    for (auto it = sessions.begin(); it != sessions.end();) {
        const auto next = std::next(it);
        if (it->fd < 0) finished.splice(finished.end(), sessions, it);
        it = next;
    }
    for (Session& session : finished)
        session.thread.join();  // they have let go of the mutex, or do so at once
    return sessions.size();
}

void shut_down(int how) {
    const std::lock_guard lock(mutex);
    for (const Session& session : sessions) {
        if (session.fd >= 0) shutdown(session.fd, how);
    }
}

/// Sleeps until a signal comes, a client (if `listener` is one), or the end of the time.
void wait(int listener, milliseconds at_most) {
    sigset_t nothing_blocked;
    sigemptyset(&nothing_blocked);
    const timespec time{at_most.count() / 1000, at_most.count() % 1000 * 1'000'000};
    pollfd client{listener, POLLIN, 0};
    ppoll(&client, 1, at_most.count() < 0 ? nullptr : &time, &nothing_blocked);
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
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &both, nullptr);
    struct sigaction action {};
    action.sa_handler = on_term;
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = on_knock;
    sigaction(SIGUSR1, &action, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    bool exhausted = false;
    while (term_came == 0) {
        const std::size_t live = join_finished();
        const bool room = options.max_connections == 0 || live < options.max_connections;
        wait(room && !exhausted ? listener : -1, milliseconds(exhausted ? 100 : -1));
        if (!room || term_came != 0) continue;
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        exhausted = fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
        if (fd >= 0) start(fd, options.delay);
    }
    close(listener);
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    stopped.notify_all();
    shut_down(SHUT_RD);
    const auto patience = steady_clock::now() + milliseconds(1200);
    while (join_finished() > 0 && steady_clock::now() < patience) wait(-1, milliseconds(50));
    shut_down(SHUT_RDWR);
    while (join_finished() > 0) wait(-1, milliseconds(50));
    return 0;
}
