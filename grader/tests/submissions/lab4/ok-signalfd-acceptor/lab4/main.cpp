// The acceptor owns everything: it reads SIGTERM from a signalfd, opens and closes all connections and joins
// their threads. A thread only borrows its descriptor, and says by a flag and an eventfd that it is done.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <forward_list>
#include <system_error>
#include <thread>
#include <utility>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    operator int() const { return fd_; }  // NOLINT: all it is for

 private:
    int fd_;
};

bool readable(int fd, int within_ms) {
    pollfd one{fd, POLLIN, 0};
    return poll(&one, 1, within_ms) > 0;
}

struct Session {
    Descriptor connection;
    std::atomic<bool> done{false};
    std::jthread thread{};  // last: joined before the connection is closed

    explicit Session(Descriptor accepted) : connection(std::move(accepted)) {}

    void echo(int signals, milliseconds delay) {
        std::array<char, 2048> buffer;
        for (;;) {
            const ssize_t got = recv(connection, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) break;
            const auto ripe = steady_clock::now() + delay;
            for (auto left = delay; left.count() > 0;
                 left = std::chrono::ceil<milliseconds>(ripe - steady_clock::now())) {
                if (readable(signals, static_cast<int>(left.count()))) break;
            }
            const char* const end = buffer.data() + got;
            for (const char* next = buffer.data(); next != end;) {
                const ssize_t sent =
                    send(connection, next, static_cast<std::size_t>(end - next), MSG_NOSIGNAL);
                if (sent < 0 && errno != EINTR) return;
                if (sent > 0) next += sent;
            }
        }
    }
};

class Acceptor {
 public:
    Acceptor(lab::Options options, const sigset_t& signals)
        : options_(std::move(options)), signals_(signalfd(-1, &signals, SFD_CLOEXEC)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(options_.port);
        if (inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) != 1)
            lab::cannot_listen(options_, EINVAL);
        if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
            listen(listener_, SOMAXCONN) != 0)
            lab::cannot_listen(options_, errno);
        lab::announce_ready(listener_);
    }

    void operator()() {
        // SIGTERM is never taken out of the signalfd: it stays pending, and a second one changes nothing.
        while (!readable(signals_, 0)) {
            const bool room = options_.max_connections == 0 || live_ < options_.max_connections;
            pollfd events[] = {
                {signals_, POLLIN, 0}, {bell_, POLLIN, 0}, {room ? int{listener_} : -1, POLLIN, 0}};
            if (poll(events, 3, -1) <= 0) continue;
            if (events[1].revents != 0) clear_away();
            if (events[2].revents != 0) accept_one();
        }
        shutdown(listener_, SHUT_RDWR);
        for (Session& session : sessions_) shutdown(session.connection, SHUT_RD);
        const auto patience = steady_clock::now() + milliseconds(1200);
        while (live_ > 0 && steady_clock::now() < patience) {
            if (readable(bell_, 20)) clear_away();
        }
        for (Session& session : sessions_) shutdown(session.connection, SHUT_RDWR);
        sessions_.clear();
    }

 private:
    void accept_one() {
        Descriptor connection(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        if (connection < 0) {
            const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (exhausted) readable(bell_, 100);
            return;
        }
        Session& session = sessions_.emplace_front(std::move(connection));
        ++live_;
        try {
            session.thread = std::jthread([this, &session] {
                session.echo(signals_, options_.delay);
                session.done = true;
                eventfd_write(bell_, 1);
            });
        } catch (const std::system_error&) {
            sessions_.pop_front();
            --live_;
        }
    }
    void clear_away() {
        eventfd_t times = 0;
        eventfd_read(bell_, &times);
        live_ -= sessions_.remove_if([](const Session& session) { return session.done.load(); });
    }

    const lab::Options options_;
    const Descriptor signals_;
    const Descriptor listener_{socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    const Descriptor bell_{eventfd(0, EFD_CLOEXEC)};
    std::forward_list<Session> sessions_;
    std::size_t live_ = 0;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    Acceptor acceptor(options, signals);
    std::jthread(std::ref(acceptor)).join();
    return 0;
}
