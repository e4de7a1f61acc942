// Provided, practice 3: an echo server whose connections wait with your awaiter. It has Lab 5's command line,
// and --seed and --steps (seed.hpp).
#pragma once

#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "lab/ready.hpp"
#include "practice/accepting.hpp"
#include "practice/seed.hpp"
#include "practice/wait.hpp"
#include "practice/watcher.hpp"
#include "rt/rt.hpp"

namespace practice {

/// The connections that live now, and how to reach them at the end.
class Connections {
 public:
    void enter(Connection& connection) {
        const std::lock_guard lock(mutex_);
        living_.insert(&connection);
        if (has_ended_) ::shutdown(connection.descriptor(), SHUT_RD);
    }
    void leave(Connection& connection) {
        const std::lock_guard lock(mutex_);
        living_.erase(&connection);
    }
    /// What has come is echoed, and nothing more will come.
    void end_input() {
        const std::lock_guard lock(mutex_);
        has_ended_ = true;
        for (const Connection* connection : living_) ::shutdown(connection->descriptor(), SHUT_RD);
    }

 private:
    std::mutex mutex_;  // guards all that follows
    std::set<Connection*> living_;
    bool has_ended_ = false;
};

template <class Awaiter>
class AwaiterServer {
 public:
    explicit AwaiterServer(const Seeded& seeded)
        : options_(seeded.options), order_{seeded.seed, seeded.tells_steps} {}

    rt::Task<> run() {
        co_await rt::with_group(
            [](rt::TaskGroup& clients, AwaiterServer* server) { return server->serve_until_term(clients); },
            this);
    }

 private:
    /// Watched and on the list for as long as it lives.
    class Served {
     public:
        Served(AwaiterServer& server, int descriptor)
            : server_(server), connection_(std::make_shared<Connection>(descriptor, server.order_)) {
            server_.connections_.enter(*connection_);
            number_ = server_.watcher_.watch(connection_);
        }
        ~Served() {
            server_.watcher_.forget(number_);
            server_.connections_.leave(*connection_);
            // The task ends, and the watcher may have the connection in its hand.
            connection_->input.race().set_elsewhere(true);
            connection_->input.forget_who_waits();
            connection_->output.forget_who_waits();
            ::shutdown(connection_->descriptor(), SHUT_RDWR);
        }
        Served(const Served&) = delete;
        Served& operator=(const Served&) = delete;

        [[nodiscard]] Connection& connection() { return *connection_; }

     private:
        AwaiterServer& server_;
        std::shared_ptr<Connection> connection_;
        std::uint64_t number_ = 0;
    };

    static rt::Task<> until_term() { co_await rt::signal(SIGTERM); }

    rt::Task<> serve_until_term(rt::TaskGroup& clients) {
        constexpr auto patience = std::chrono::milliseconds(1500);
        rt::detail::Socket listener(listen_at(options_));
        lab::announce_ready(listener.descriptor());
        [[maybe_unused]] const auto ended =
            co_await rt::when_any(accept_clients(std::move(listener), clients), until_term());
        connections_.end_input();
        [[maybe_unused]] const auto all_done = co_await rt::timeout(patience, clients.join());
    }

    rt::Task<> accept_clients(rt::detail::Socket listener, rt::TaskGroup& clients) {
        for (;;) {
            const rt::Result<int> client = co_await Accepting(listener.source());
            if (client)
                clients.spawn(serve(*client), "client");
            else if (client.cancelled())
                co_return;
            else
                co_await rt::sleep(std::chrono::milliseconds(50));  // no descriptor is free, for example
        }
    }

    rt::Task<> serve(int descriptor) try {
        Served served(*this, descriptor);
        co_await echo(served.connection());
    } catch (const rt::Cancelled&) {
        // at the end of all patience
    } catch (const std::exception& error) {
        std::fprintf(stderr, "server: a client: %s\n", error.what());
    }

    /// Try first, and wait only when there was nothing.
    rt::Task<> echo(Connection& connection) {
        std::array<char, 4096> buffer;
        for (;;) {
            const ssize_t got = ::recv(connection.descriptor(), buffer.data(), buffer.size(), 0);
            if (got > 0) {
                if (options_.delay.count() > 0) co_await rt::sleep(options_.delay);
                const bool is_sent =
                    co_await send_all(connection, buffer.data(), static_cast<std::size_t>(got));
                if (!is_sent) co_return;
            } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
                co_await news_on<Awaiter>(connection.input);
            } else if (got == 0 || errno != EINTR) {
                co_return;
            }
            // Others have their turn, whatever this client does.
            co_await rt::yield_now();
        }
    }

    rt::Task<bool> send_all(Connection& connection, const char* bytes, std::size_t size) {
        while (size > 0) {
            const ssize_t sent = ::send(connection.descriptor(), bytes, size, MSG_NOSIGNAL);
            if (sent >= 0) {
                bytes += sent;
                size -= static_cast<std::size_t>(sent);
            } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
                connection.input.race().set_elsewhere(true);
                co_await news_on<Awaiter>(connection.output);
                connection.input.race().set_elsewhere(false);
                co_await rt::yield_now();
            } else if (errno != EINTR) {
                co_return false;
            }
        }
        co_return true;
    }

    lab::Options options_;
    Order order_;
    Connections connections_;
    Watcher watcher_;  // last: it is the first to end
};

/// The whole program.
template <class Awaiter>
int serve_with_awaiter(int argc, char* argv[]) try {
    const Seeded seeded = parse_seeded_options(argc, argv);
    // SIGTERM must be blocked in the watcher's thread, too, and so before that is born.
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &term, nullptr);
    AwaiterServer<Awaiter> server(seeded);
    rt::Runtime runtime({.workers = seeded.options.workers, .signals = {SIGTERM}});
    runtime.block_on(server.run());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}

}  // namespace practice
