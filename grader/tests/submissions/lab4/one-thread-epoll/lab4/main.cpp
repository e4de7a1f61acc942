// Serves all connections from one thread with epoll and non-blocking sockets.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
    std::string pending;  // read, not echoed yet
    Clock::time_point due;
    bool ended = false;
};

class Loop {
   public:
    Loop(int listener, int term, const lab::Options& options) : listener_(listener), term_(term), options_(options) {
        watch(term_, EPOLLIN);
        watch(listener_, EPOLLIN);
    }
    void run() {
        while (!stopping_ || (!connections_.empty() && Clock::now() < give_up_)) {
            epoll_event events[64];
            const int count = epoll_wait(epoll_, events, 64, timeout());
            for (int index = 0; index < count; ++index) handle(events[index].data.fd);
            send_what_is_due();
        }
    }

   private:
    void watch(int fd, std::uint32_t events, int operation = EPOLL_CTL_ADD) {
        epoll_event interest{};
        interest.events = events;
        interest.data.fd = fd;
        epoll_ctl(epoll_, operation, fd, &interest);
    }
    int timeout() const {
        auto soonest = Clock::time_point::max();
        for (const auto& [fd, connection] : connections_) {
            if (!connection.pending.empty() && connection.due > Clock::now()) soonest = std::min(soonest, connection.due);
        }
        if (stopping_) soonest = std::min(soonest, give_up_);
        if (out_of_descriptors_) soonest = std::min(soonest, retry_);
        if (soonest == Clock::time_point::max()) return -1;
        return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(soonest - Clock::now()).count());
    }
    void handle(int fd) {
        if (fd == term_) {
            stop();
        } else if (fd == listener_) {
            take_client();
        } else if (const auto found = connections_.find(fd); found != connections_.end()) {
            read_from(fd, found->second);
        }
    }
    void stop() {
        if (stopping_) return;
        signalfd_siginfo info{};
        while (read(term_, &info, sizeof info) > 0) {
        }
        stopping_ = true;
        give_up_ = Clock::now() + std::chrono::milliseconds(1200);
        close(listener_);
        for (const auto& [fd, connection] : connections_) shutdown(fd, SHUT_RD);
    }
    void listen_again(bool on) { watch(listener_, on ? static_cast<std::uint32_t>(EPOLLIN) : 0U, EPOLL_CTL_MOD); }
    void take_client() {
        const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                out_of_descriptors_ = true;
                retry_ = Clock::now() + std::chrono::milliseconds(100);
                listen_again(false);
            }
            return;
        }
        connections_[fd];
        watch(fd, EPOLLIN);
        if (options_.max_connections != 0 && connections_.size() >= options_.max_connections) listen_again(false);
    }
    void read_from(int fd, Connection& connection) {
        if (!connection.pending.empty() || connection.ended) return;  // one chunk at a time
        char buffer[16 * 1024];
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) {
            connection.ended = true;
            finished_.push_back(fd);
            return;
        }
        connection.pending.assign(buffer, static_cast<std::size_t>(got));
        connection.due = Clock::now() + options_.delay;
        watch(fd, options_.delay.count() == 0 ? static_cast<std::uint32_t>(EPOLLOUT) : 0U, EPOLL_CTL_MOD);
    }
    void send_what_is_due() {
        for (auto& [fd, connection] : connections_) {
            if (connection.pending.empty() || Clock::now() < connection.due) continue;
            const ssize_t sent = send(fd, connection.pending.data(), connection.pending.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) {
                connection.ended = true;
                finished_.push_back(fd);
            }
            if (sent > 0) connection.pending.erase(0, static_cast<std::size_t>(sent));
            watch(fd, connection.pending.empty() ? static_cast<std::uint32_t>(EPOLLIN) : static_cast<std::uint32_t>(EPOLLOUT), EPOLL_CTL_MOD);
        }
        for (const int fd : finished_) {
            connections_.erase(fd);
            close(fd);
        }
        if (!stopping_ && (!finished_.empty() || (out_of_descriptors_ && Clock::now() >= retry_))) {
            out_of_descriptors_ = false;
            listen_again(true);
        }
        finished_.clear();
    }

    int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    int listener_;
    int term_;
    const lab::Options& options_;
    std::map<int, Connection> connections_;
    std::vector<int> finished_;
    bool stopping_ = false;
    bool out_of_descriptors_ = false;
    Clock::time_point give_up_;
    Clock::time_point retry_;
};

int listen_on(const lab::Options& options) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
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
    sigprocmask(SIG_BLOCK, &term, nullptr);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    Loop loop(listener, signalfd(-1, &term, SFD_NONBLOCK | SFD_CLOEXEC), options);
    loop.run();
    return 0;
}
