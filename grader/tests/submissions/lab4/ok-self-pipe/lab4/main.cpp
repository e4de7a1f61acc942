// The self-pipe trick: a signal handler may write(), and poll() can wait for that. What finished threads have
// to say comes through a second pipe, a pointer at a time.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Session {
    int fd;
    std::mutex closing{};
    std::thread thread{};
};

int term_pipe[2];  // from the signal handler; never read, so all can look at it
int done_pipe[2];  // Session*, from threads that end

void on_term(int) {
    const int error = errno;
    [[maybe_unused]] const ssize_t written =
        write(term_pipe[1], "T", 1);  // if it is full it is readable, too
    errno = error;
}

bool term_within(milliseconds time) {
    pollfd term{term_pipe[0], POLLIN, 0};
    return poll(&term, 1, static_cast<int>(time.count())) > 0;
}

void delay_by(milliseconds delay) {
    const auto end = steady_clock::now() + delay;
    while (steady_clock::now() < end) {
        if (term_within(std::chrono::ceil<milliseconds>(end - steady_clock::now()))) return;
    }
}

void echo(int fd, milliseconds delay) {
    std::array<char, 10'000> buffer;
    for (;;) {
        const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        delay_by(delay);
        for (std::string_view rest(buffer.data(), static_cast<std::size_t>(got)); !rest.empty();) {
            const ssize_t sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) return;
            if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
}

void serve(Session* session, milliseconds delay) {
    echo(session->fd, delay);
    {
        const std::lock_guard lock(session->closing);
        close(session->fd);
        session->fd = -1;
    }
    while (write(done_pipe[1], &session, sizeof session) < 0 && errno == EINTR) continue;  // whole, PIPE_BUF
}

class Sessions {
 public:
    [[nodiscard]] std::size_t count() const { return all_.size(); }
    void start(int fd, milliseconds delay) {
        auto* const session = new Session{fd};
        try {
            session->thread = std::thread(serve, session, delay);
            all_.insert(session);
        } catch (const std::system_error&) {
            close(fd);
            delete session;
        }
    }
    void join_next() {
        Session* finished = nullptr;
        if (read(done_pipe[0], &finished, sizeof finished) != sizeof finished) return;  // EINTR: later
        finished->thread.join();
        all_.erase(finished);
        delete finished;
    }
    void shut_down(int how) {
        for (Session* session : all_) {
            const std::lock_guard lock(session->closing);
            if (session->fd >= 0) shutdown(session->fd, how);
        }
    }

 private:
    std::set<Session*> all_;
};

/// Joins whoever ends within the time; false if there is nobody left.
bool join_for(Sessions& sessions, milliseconds time) {
    const auto end = steady_clock::now() + time;
    while (sessions.count() > 0 && steady_clock::now() < end) {
        pollfd done{done_pipe[0], POLLIN, 0};
        if (poll(&done, 1, 20) > 0) sessions.join_next();
    }
    return sessions.count() > 0;
}

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    if (pipe2(term_pipe, O_CLOEXEC | O_NONBLOCK) != 0 || pipe2(done_pipe, O_CLOEXEC) != 0) return 1;
    struct sigaction action {};
    action.sa_handler = on_term;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    Sessions sessions;
    while (!term_within(milliseconds(0))) {
        const bool room = options.max_connections == 0 || sessions.count() < options.max_connections;
        pollfd events[] = {{term_pipe[0], POLLIN, 0}, {done_pipe[0], POLLIN, 0}, {listener, POLLIN, 0}};
        if (poll(events, room ? 3 : 2, -1) < 0) continue;
        if (events[1].revents != 0) sessions.join_next();
        if (events[2].revents == 0 || events[0].revents != 0) continue;
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0)
            sessions.start(fd, options.delay);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            term_within(milliseconds(100));
    }
    close(listener);
    sessions.shut_down(SHUT_RD);
    if (join_for(sessions, milliseconds(1200))) sessions.shut_down(SHUT_RDWR);
    while (sessions.count() > 0) sessions.join_next();
    return 0;
}
