// The limit is a std::counting_semaphore. It is acquired after accept(): one client more than are served is
// taken out of the backlog and waits in this process, without a thread, until a place is free.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <semaphore>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using Places = std::counting_semaphore<2'000'000>;

/// A connection that others may shut down, but that only its own thread closes.
class Connection {
 public:
    explicit Connection(int fd) : fd_(fd) {}

    bool echo_once(milliseconds delay, std::condition_variable& stopped, const bool& stopping,
                   std::mutex& mutex) {
        std::array<char, 16 * 1024> buffer;
        const ssize_t got = read(fd_, buffer.data(), buffer.size());
        if (got < 0) return errno == EINTR;
        if (got == 0) return false;
        if (delay.count() > 0) {
            std::unique_lock lock(mutex);
            stopped.wait_for(lock, delay, [&] { return stopping; });
        }
        for (ssize_t done = 0; done < got;) {
            const auto rest = static_cast<std::size_t>(got - done);
            const ssize_t sent = sendto(fd_, buffer.data() + done, rest, MSG_NOSIGNAL, nullptr, 0);
            if (sent < 0 && errno != EINTR) return false;
            if (sent > 0) done += sent;
        }
        return true;
    }
    void close_now() {
        const std::lock_guard lock(mutex_);
        close(fd_);
        closed_ = true;
    }
    void shut_down(int how) {
        const std::lock_guard lock(mutex_);
        if (!closed_) shutdown(fd_, how);
    }
    [[nodiscard]] bool closed() {
        const std::lock_guard lock(mutex_);
        return closed_;
    }

 private:
    const int fd_;
    std::mutex mutex_;
    bool closed_ = false;
};

class Server {
 public:
    explicit Server(const lab::Options& options)
        : options_(options),
          places_(static_cast<std::ptrdiff_t>(options.max_connections == 0 ? 1'000'000
                                                                           : options.max_connections)) {
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

    /// The main thread's part, until stop() is called.
    void accept_clients() {
        while (!stop_accepting_) {
            const int fd = accept(listener_, nullptr, nullptr);
            if (fd >= 0) {
                places_.acquire();  // the client waits here, and with it those behind it
                join_finished();
                start(fd);
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                std::this_thread::sleep_for(milliseconds(100));
            }
        }
        close(listener_);
    }
    /// The signal thread's part.
    void stop() {
        stop_accepting_ = true;
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        stopped_.notify_all();
        shutdown(listener_, SHUT_RD);
        places_.release();  // for the acceptor, should it wait there
    }
    void drain() {
        for (Client& client : clients_) client.connection.shut_down(SHUT_RD);
        {
            std::unique_lock lock(mutex_);
            stopped_.wait_for(lock, milliseconds(1200), [this] { return live_ == 0; });
        }
        for (Client& client : clients_) client.connection.shut_down(SHUT_RDWR);
        clients_.clear();
    }

 private:
    struct Client {
        Connection connection;
        std::jthread thread{};
        explicit Client(int fd) : connection(fd) {}
    };

    void start(int fd) {
        Connection& connection = clients_.emplace_back(fd).connection;
        {
            const std::lock_guard lock(mutex_);
            ++live_;
        }
        const auto leave = [this, &connection] {
            connection.close_now();
            {
                const std::lock_guard lock(mutex_);
                --live_;
                stopped_.notify_all();
            }
            places_.release();
        };
        try {
            clients_.back().thread = std::jthread([this, &connection, leave] {
                while (connection.echo_once(options_.delay, stopped_, stopping_, mutex_)) continue;
                leave();
            });
        } catch (const std::system_error&) {
            leave();
        }
    }
    void join_finished() {
        clients_.remove_if([](Client& client) { return client.connection.closed(); });
    }

    const lab::Options options_;
    const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Places places_;
    std::atomic<bool> stop_accepting_{false};
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::size_t live_ = 0;
    std::list<Client> clients_;  // touched by the main thread only
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    Server server(options);
    std::jthread signals([&] {
        int signal = 0;
        sigwait(&term, &signal);
        server.stop();
    });
    server.accept_clients();
    signals.join();
    server.drain();
    return 0;
}
