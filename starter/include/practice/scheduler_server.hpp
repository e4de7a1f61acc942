// Provided, practice 4: an echo server on your scheduler. Include it behind that: it uses your Task, Waker
// and Scheduler. It has the labs' command line (of which it ignores what is not about one thread), and --seed
// and
// --steps (seed.hpp).
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <set>
#include <system_error>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "practice/leaves.hpp"
#include "practice/reactor.hpp"
#include "practice/seed.hpp"

namespace practice {

/// What all tasks share. It outlives them.
struct Server {
    explicit Server(const Seeded& seeded)
        : options(seeded.options), reactor(seeded.seed, seeded.tells_steps) {}
    ~Server() {
        if (listener >= 0) ::close(listener);
        if (signals >= 0) ::close(signals);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    lab::Options options;
    Reactor reactor;
    Scheduler* scheduler = nullptr;
    int listener = -1;
    int signals = -1;  // signalfd(2)
    bool is_ending = false;
    bool has_ended = false;
    std::set<int> clients;
    Bell last_has_gone;
};

/// A client's connection, for as long as its task lives.
class Served {
 public:
    Served(Server& server, int descriptor) : server_(server), descriptor_(descriptor) {
        server_.clients.insert(descriptor_);
        if (server_.is_ending) ::shutdown(descriptor_, SHUT_RD);
    }
    ~Served() {
        server_.clients.erase(descriptor_);
        server_.reactor.forget(descriptor_);
        ::close(descriptor_);
        if (server_.clients.empty()) server_.last_has_gone.ring();
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    [[nodiscard]] Happens has(std::uint32_t events) const {
        return {*server_.scheduler, server_.reactor, descriptor_, events};
    }

 private:
    Server& server_;
    int descriptor_;
};

inline bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/// Try first, and wait only when there was nothing.
inline Task echo(Server& server, int descriptor) {
    const Served served(server, descriptor);
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        if (got < 0 && would_block()) {
            co_await served.has(EPOLLIN | EPOLLRDHUP);
            continue;
        }
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) co_return;
        if (server.options.delay.count() > 0) {
            const Clock::time_point until = Clock::now() + server.options.delay;
            for (bool is_over = false; !is_over;) {
                is_over = co_await Sleep(*server.scheduler, server.reactor, until);
            }
        }
        for (ssize_t done = 0; done < got;) {
            const ssize_t sent =
                ::send(descriptor, buffer.data() + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
            if (sent >= 0)
                done += sent;
            else if (would_block())
                co_await served.has(EPOLLOUT);
            else if (errno != EINTR)
                co_return;
        }
        co_await LetOthersRun(*server.scheduler);
    }
}

inline Task accept_clients(Server& server) {
    constexpr auto pause = std::chrono::milliseconds(50);
    while (!server.is_ending) {
        const int client = ::accept4(server.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0) {
            server.scheduler->spawn(echo(server, client));
            co_await LetOthersRun(*server.scheduler);
        } else if (would_block()) {
            co_await Happens(*server.scheduler, server.reactor, server.listener, EPOLLIN);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            co_await Sleep(*server.scheduler, server.reactor, Clock::now() + pause);
        }
    }
}

inline Task ring_at(Server& server, Clock::time_point time) {
    for (bool is_over = false; !is_over;) {
        is_over = co_await Sleep(*server.scheduler, server.reactor, time);
    }
    server.last_has_gone.ring();
}

/// The task of block_on(): until SIGTERM has come and all clients have gone.
inline Task serve(Server& server) {
    constexpr auto patience = std::chrono::milliseconds(1500);
    server.scheduler->spawn(accept_clients(server));
    signalfd_siginfo term{};
    while (::read(server.signals, &term, sizeof term) != sizeof term)
        co_await Happens(*server.scheduler, server.reactor, server.signals, EPOLLIN);
    server.is_ending = true;
    server.reactor.forget(server.listener);
    ::close(server.listener);
    server.listener = -1;
    // What has come is echoed, and nothing more will come.
    for (const int client : server.clients) ::shutdown(client, SHUT_RD);
    const Clock::time_point until = Clock::now() + patience;
    server.scheduler->spawn(ring_at(server, until));
    while (!server.clients.empty() && Clock::now() < until)
        co_await Bell::Listening(*server.scheduler, server.last_has_gone);
    server.has_ended = true;
}

inline void listen_at(Server& server) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.options.port);
    if (::inet_pton(AF_INET, server.options.host.c_str(), &address.sin_addr) != 1)
        lab::cannot_listen(server.options, EINVAL);
    server.listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(server.listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (server.listener < 0 ||
        ::bind(server.listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(server.listener, SOMAXCONN) != 0)
        lab::cannot_listen(server.options, errno);
}

inline void hear_term(Server& server) {
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &term, nullptr);
    server.signals = ::signalfd(-1, &term, SFD_NONBLOCK | SFD_CLOEXEC);
    if (server.signals < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

/// The whole program.
inline int serve_with_scheduler(int argc, char* argv[]) try {
    Server server(parse_seeded_options(argc, argv));
    hear_term(server);
    listen_at(server);
    lab::announce_ready(server.listener);
    Scheduler scheduler(server.reactor);
    server.scheduler = &scheduler;
    scheduler.block_on(serve(server));
    // Tasks that are left go with the scheduler, and wake nobody.
    server.last_has_gone.silence();
    server.reactor.forget_all();
    if (server.has_ended) return 0;
    std::fputs("server: block_on() came back, and its task has not ended\n", stderr);
    return 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}

}  // namespace practice
