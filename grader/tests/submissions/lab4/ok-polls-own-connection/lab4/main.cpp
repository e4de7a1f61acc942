// Each thread polls its own connection and the stop event before it reads. When the event has come, it takes
// what is there and goes; nobody has to be woken one by one.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int stop_event = -1;  // readable from SIGTERM on, for everybody: it is never read

void on_term(int) {
    const int error = errno;
    eventfd_write(stop_event, 1);
    errno = error;
}

class Connection {
 public:
    explicit Connection(int fd) : fd_(fd) {}
    ~Connection() { close_it(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void echo(milliseconds delay) {
        std::array<char, 16 * 1024> buffer;
        for (;;) {
            pollfd events[] = {{fd_, POLLIN, 0}, {stop_event, POLLIN, 0}};
            if (poll(events, 2, -1) < 0) continue;
            const bool stopping = events[1].revents != 0;
            const ssize_t got = recv(fd_, buffer.data(), buffer.size(), stopping ? MSG_DONTWAIT : 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return;
            if (delay.count() > 0) wait_for_stop(delay);
            if (!send_all(buffer.data(), static_cast<std::size_t>(got))) return;
        }
    }
    void close_it() {
        const std::lock_guard lock(mutex_);
        if (fd_ >= 0) close(fd_);
        fd_ = -1;
    }
    void give_up() {
        const std::lock_guard lock(mutex_);
        if (fd_ >= 0) shutdown(fd_, SHUT_RDWR);
    }

    std::atomic<bool> finished{false};
    std::thread thread;

 private:
    static void wait_for_stop(milliseconds time) {
        const auto end = steady_clock::now() + time;
        for (auto left = time; left.count() > 0;
             left = std::chrono::ceil<milliseconds>(end - steady_clock::now())) {
            pollfd stop{stop_event, POLLIN, 0};
            if (poll(&stop, 1, static_cast<int>(left.count())) > 0) return;
        }
    }
    bool send_all(const char* bytes, std::size_t size) const {
        for (std::size_t done = 0; done < size;) {
            const ssize_t sent = send(fd_, bytes + done, size - done, MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) return false;
            if (sent > 0) done += static_cast<std::size_t>(sent);
        }
        return true;
    }

    std::mutex mutex_;
    int fd_;  // changed by its own thread only, under the mutex
};

class Connections {
 public:
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] int bell() const { return bell_; }

    void start(int fd, milliseconds delay) {
        Connection& connection = all_.emplace_back(fd);
        try {
            connection.thread = std::thread([this, &connection, delay] {
                connection.echo(delay);
                connection.close_it();
                connection.finished = true;
                eventfd_write(bell_, 1);
            });
        } catch (const std::system_error&) {
            all_.pop_back();
        }
    }
    void join_finished() {
        eventfd_t times = 0;
        eventfd_read(bell_, &times);
        all_.remove_if([](Connection& connection) {
            if (!connection.finished) return false;
            connection.thread.join();
            return true;
        });
    }
    void join_all(milliseconds patience) {
        const auto end = steady_clock::now() + patience;
        for (; !all_.empty() && steady_clock::now() < end; join_finished()) {
            pollfd rung{bell_, POLLIN, 0};
            poll(&rung, 1, 20);
        }
        for (Connection& connection : all_) connection.give_up();
        for (Connection& connection : all_) connection.thread.join();
    }

 private:
    const int bell_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::list<Connection> all_;
};

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
    stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct sigaction action {};
    action.sa_handler = on_term;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    Connections connections;
    bool exhausted = false;
    for (;;) {
        const bool room = options.max_connections == 0 || connections.size() < options.max_connections;
        const int wanted = room && !exhausted ? listener : -1;
        pollfd events[] = {{stop_event, POLLIN, 0}, {connections.bell(), POLLIN, 0}, {wanted, POLLIN, 0}};
        if (poll(events, 3, exhausted ? 100 : -1) < 0) continue;
        if (events[0].revents != 0) break;
        if (events[1].revents != 0) connections.join_finished();
        exhausted = false;
        if (events[2].revents == 0) continue;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) connections.start(fd, options.delay);
        exhausted = fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
    }
    close(listener);
    connections.join_all(milliseconds(1200));
    return 0;
}
