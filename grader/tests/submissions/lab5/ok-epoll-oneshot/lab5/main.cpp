// Without the runtime: all workers wait on one epoll. EPOLLONESHOT gives an event to one of them, which owns the
// connection until it arms it again.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "alarms.hpp"
#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "pool.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What epoll watches: a connection, or one of the server's own descriptors.
struct Watched {
    explicit Watched(int descriptor) : fd(descriptor) {}
    const int fd;
    bool writing = false;
    std::size_t size = 0;
    std::size_t done = 0;
    // Guarded by the server's mutex.
    steady_clock::time_point heard;
    bool served = false;
    std::array<char, 16 * 1024> buffer;
};

class Server {
 public:
    Server(const lab::Options& options, int listener, int signals)
        : options_(options), listener_(listener), signals_(signals), alarm_(alarms_.fd()) {
        for (Watched* own : {&listener_, &signals_, &alarm_}) control(EPOLL_CTL_ADD, *own, EPOLLIN);
    }

    void run() {
        std::vector<std::thread> workers;
        for (unsigned index = 1; index < options_.workers; ++index) workers.emplace_back([this] { work(); });
        work();
        for (std::thread& worker : workers) worker.join();
        for (const int fd : {epoll_, signals_.fd}) ::close(fd);
    }

 private:
    void control(int how, Watched& watched, std::uint32_t events) const {
        epoll_event event{};
        event.events = events | EPOLLONESHOT;
        event.data.ptr = &watched;
        epoll_ctl(epoll_, how, watched.fd, &event);
    }

    void work() {
        for (;;) {
            epoll_event event{};
            if (epoll_wait(epoll_, &event, 1, -1) < 1) continue;
            auto* const watched = static_cast<Watched*>(event.data.ptr);
            if (watched == nullptr) return;  // the bell: level-triggered, so that it ends all workers
            if (watched == &listener_) {
                accept_clients();
            } else if (watched == &alarm_) {
                alarms_.run_due();
                control(EPOLL_CTL_MOD, alarm_, EPOLLIN);
            } else if (watched == &signals_) {
                stop();
            } else {
                serve(*watched);
            }
        }
    }

    void accept_clients() {
        for (;;) {
            std::unique_lock lock(mutex_);
            if (stopping_) return;
            // end() goes on here.
            paused_ = options_.max_connections != 0 && live_.size() >= options_.max_connections;
            if (paused_) return;
            const int fd = accept4(listener_.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0) {
                auto* const client = new Watched(fd);
                client->heard = steady_clock::now();
                live_.insert(client);
                control(EPOLL_CTL_ADD, *client, EPOLLIN);
                lock.unlock();
                if (options_.idle_timeout.count() > 0) look_after(client, fd, options_.idle_timeout);
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                lock.unlock();
                alarms_.add(milliseconds(50), [this] { accept_clients(); });
                return;
            } else if (errno == EAGAIN) {
                control(EPOLL_CTL_MOD, listener_, EPOLLIN);
                return;
            }
        }
    }

    /// Shuts the client down if it has been silent for too long by then; if not, looks again later.
    void look_after(Watched* client, int fd, milliseconds from_now) {
        alarms_.add(from_now, [this, client, fd] {
            std::unique_lock lock(mutex_);
            if (live_.count(client) == 0 || client->fd != fd) return;
            // A client that waits for us, or we for its reading, is not idle.
            const auto heard = client->served ? steady_clock::now() : client->heard;
            const auto left = heard + options_.idle_timeout - steady_clock::now();
            if (left <= milliseconds(0)) {
                ::shutdown(fd, SHUT_RDWR);
                return;
            }
            lock.unlock();
            look_after(client, fd, std::chrono::ceil<milliseconds>(left));
        });
    }

    /// A step of the client's service; then it is armed again, handed on, or gone.
    void serve(Watched& client) {
        if (!client.writing) {
            const ssize_t got = ::recv(client.fd, client.buffer.data(), client.buffer.size(), 0);
            if (got < 0 && (errno == EINTR || errno == EAGAIN)) return control(EPOLL_CTL_MOD, client, EPOLLIN);
            if (got <= 0) return end(client);
            client.size = static_cast<std::size_t>(got);
            client.done = 0;
            client.writing = true;
            {
                const std::lock_guard lock(mutex_);
                client.served = true;
            }
            if (options_.delay.count() > 0) return alarms_.add(options_.delay, [this, &client] { audit(client); });
            return audit(client);
        }
        while (client.done < client.size) {
            const ssize_t sent =
                ::send(client.fd, client.buffer.data() + client.done, client.size - client.done, MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0 && errno == EAGAIN) return control(EPOLL_CTL_MOD, client, EPOLLOUT);
            if (sent < 0) return end(client);
            client.done += static_cast<std::size_t>(sent);
        }
        client.writing = false;
        {
            const std::lock_guard lock(mutex_);
            client.heard = steady_clock::now();
            client.served = false;
        }
        control(EPOLL_CTL_MOD, client, EPOLLIN);
    }
    void audit(Watched& client) {
        if (!options_.audit) return serve(client);
        pool_.run([this, &client] {
            lab::audit(client.size);
            control(EPOLL_CTL_MOD, client, EPOLLOUT);  // a worker goes on
        });
    }
    void end(Watched& client) {
        bool goes_on = false;
        {
            const std::lock_guard lock(mutex_);
            live_.erase(&client);
            ::close(client.fd);
            goes_on = std::exchange(paused_, false);
            if (stopping_ && live_.empty()) ring();
        }
        delete &client;
        if (goes_on) accept_clients();
    }

    void stop() {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ::close(listener_.fd);
        for (const Watched* client : live_) ::shutdown(client->fd, SHUT_RD);  // what was sent can still be read
        if (live_.empty()) ring();
        alarms_.add(milliseconds(1'200), [this] {
            const std::lock_guard late(mutex_);
            for (const Watched* client : live_) ::shutdown(client->fd, SHUT_RDWR);
        });
    }
    void ring() const {
        epoll_event event{};
        event.events = EPOLLOUT;  // an eventfd can always be written to
        epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event);
    }

    const lab::Options options_;
    const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    const int bell_ = eventfd(0, EFD_CLOEXEC);
    Alarms alarms_;
    Watched listener_;
    Watched signals_;
    Watched alarm_;
    std::mutex mutex_;  // guards all that follows
    std::set<Watched*> live_;
    bool paused_ = false;
    bool stopping_ = false;
    Pool pool_;
};

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) lab::cannot_listen(options, errno);
    if (listen(listener, SOMAXCONN) != 0) lab::cannot_listen(options, errno);
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int signals = signalfd(-1, &term, SFD_NONBLOCK | SFD_CLOEXEC);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    Server(options, listener, signals).run();
    return 0;
}
