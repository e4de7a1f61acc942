// The bytes never enter this process: splice() moves them from the connection into a pipe and back.
// A connection takes three descriptors. The acceptor makes the pipe first, so that a client for whom there is
// none waits in the backlog.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;

struct Pipe {
    int out = -1;
    int in = -1;

    static std::optional<Pipe> make() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
        return Pipe{ends[0], ends[1]};
    }
    void close_both() const {
        close(out);
        close(in);
    }
};

struct Session {
    int fd;
    bool finished = false;
    std::thread thread{};
};

std::mutex mutex;
std::condition_variable changed;  // somebody has finished, or the server is stopping
std::list<Session> sessions;
std::size_t live = 0;
bool stopping = false;

/// One splice(), made again if a signal interrupts it. SPLICE_F_NONBLOCK is not set: it waits.
ssize_t move_bytes(int from, int to, std::size_t at_most) {
    for (;;) {
        const ssize_t moved = splice(from, nullptr, to, nullptr, at_most, SPLICE_F_MOVE);
        if (moved >= 0 || errno != EINTR) return moved;
    }
}

void echo(int fd, const Pipe& pipe, milliseconds delay) {
    constexpr std::size_t pipeful = 64 * 1024;
    for (;;) {
        ssize_t held = move_bytes(fd, pipe.in, pipeful);
        if (held <= 0) return;
        if (delay.count() > 0) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, delay, [] { return stopping; });
        }
        while (held > 0) {
            const ssize_t gone = move_bytes(pipe.out, fd, static_cast<std::size_t>(held));
            if (gone <= 0) return;
            held -= gone;
        }
    }
}

void finish(Session& session, const Pipe& pipe) {
    const std::lock_guard lock(mutex);
    close(session.fd);
    pipe.close_both();
    session.finished = true;
    --live;
    changed.notify_all();
}

void start(int fd, const Pipe& pipe, milliseconds delay) {
    Session* session = nullptr;
    {
        const std::lock_guard lock(mutex);
        session = &sessions.emplace_back(Session{fd});
        ++live;
        if (stopping) shutdown(fd, SHUT_RD);
    }
    try {
        session->thread = std::thread([session, fd, pipe, delay] {
            echo(fd, pipe, delay);
            finish(*session, pipe);
        });
    } catch (const std::system_error&) {
        finish(*session, pipe);
    }
}

void join_finished() {
    std::list<Session> finished;
    {
        const std::lock_guard lock(mutex);
        for (auto it = sessions.begin(); it != sessions.end();) {
            const auto next = std::next(it);
            if (it->finished) finished.splice(finished.end(), sessions, it);
            it = next;
        }
    }
    for (Session& session : finished) {
        if (session.thread.joinable()) session.thread.join();
    }
}

void shut_all_down(int how) {  // with the mutex held
    for (const Session& session : sessions) {
        if (!session.finished) shutdown(session.fd, how);
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

void accept_clients(int listener, const lab::Options& options) {
    std::optional<Pipe> pipe;
    for (;;) {
        join_finished();
        {
            std::unique_lock lock(mutex);
            const std::size_t most = options.max_connections;
            changed.wait(lock, [&] { return stopping || most == 0 || live < most; });
            if (stopping) break;
        }
        if (!pipe) pipe = Pipe::make();
        const int fd = pipe ? accept4(listener, nullptr, nullptr, SOCK_CLOEXEC) : -1;
        if (fd >= 0) {
            start(fd, *std::exchange(pipe, std::nullopt), options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, milliseconds(100));
        }
    }
    if (pipe) pipe->close_both();
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    signal(SIGPIPE, SIG_IGN);  // splice() knows no MSG_NOSIGNAL
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    std::thread waiter([&] {
        int signal = 0;
        sigwait(&term, &signal);
        std::unique_lock lock(mutex);
        stopping = true;
        changed.notify_all();
        shutdown(listener, SHUT_RDWR);  // ends the accept4() under way
        shut_all_down(SHUT_RD);
        changed.wait_for(lock, milliseconds(1200), [] { return live == 0; });
        shut_all_down(SHUT_RDWR);
    });
    accept_clients(listener, options);
    waiter.join();
    close(listener);
    for (Session& session : sessions) {
        if (session.thread.joinable()) session.thread.join();
    }
    return 0;
}
