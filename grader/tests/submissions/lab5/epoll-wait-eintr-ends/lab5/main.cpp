// A worker ends when its epoll_wait() is interrupted.
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
#include <deque>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "pool.hpp"
#include "worker.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

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

/// The main thread: accepts until SIGTERM.
class Acceptor {
 public:
    Acceptor(const lab::Options& options, int listener, int signals)
        : options_(options), listener_(listener), signals_(signals) {
        for (const int fd : {listener_, signals_, bell_}) {
            epoll_event event{};
            event.events = EPOLLIN | EPOLLET;
            event.data.fd = fd;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
        }
        for (unsigned index = 0; index < options.workers; ++index) workers_.emplace_back(options, pool_, bell_);
    }

    void run() {
        bool more = false;
        while (!wait_for_events(more ? 100 : -1)) more = accept_clients();
        ::close(listener_);
        for (Worker& worker : workers_) worker.shut_down(SHUT_RD);  // what was sent can still be read
        const Time patience = steady_clock::now() + milliseconds(1'200);
        while (Worker::live > 0 && steady_clock::now() < patience) wait_for_events(100);
        for (Worker& worker : workers_) worker.shut_down(SHUT_RDWR);  // whoever does not read its echo
        while (Worker::live > 0) wait_for_events(100);
    }

 private:
    /// True if one of them is SIGTERM.
    bool wait_for_events(int timeout) const {
        std::array<epoll_event, 3> events;
        const int count = epoll_wait(epoll_, events.data(), 3, timeout);
        bool term = false;
        for (int index = 0; index < count; ++index)
            term = term || events[static_cast<std::size_t>(index)].data.fd == signals_;
        return term;
    }
    /// True if somebody may still be there for whom there are no descriptors.
    bool accept_clients() {
        for (;;) {
            if (options_.max_connections != 0 && Worker::live >= options_.max_connections) return false;
            const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0) {
                workers_[next_++ % workers_.size()].adopt(fd);
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                return true;
            } else if (errno == EAGAIN) {
                return false;
            }
        }
    }

    const lab::Options options_;
    const int listener_;
    const int signals_;
    const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    const int bell_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    std::deque<Worker> workers_;
    Pool pool_;  // goes first: its last jobs call workers
    std::size_t next_ = 0;
};

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
    Acceptor(options, listener, signals).run();
    return 0;
}
