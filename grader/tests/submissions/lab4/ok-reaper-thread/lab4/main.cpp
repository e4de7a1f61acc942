// Main waits for SIGTERM, an acceptor accepts, and a reaper joins the threads that have finished.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;

class EchoServer {
 public:
    explicit EchoServer(const lab::Options& options) : options_(options) { open_listener(); }
    ~EchoServer() {
        close(listener_);
        close(stop_event_);
    }
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    void run_until(const sigset_t& signals) {
        lab::announce_ready(listener_);
        std::thread reaper(&EchoServer::reap, this);
        std::thread acceptor(&EchoServer::accept_clients, this);
        int signal = 0;
        sigwait(&signals, &signal);
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        eventfd_write(stop_event_, 1);
        acceptor.join();
        shut_down(SHUT_RD);
        {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, milliseconds(1200), [this] { return threads_.empty(); });
        }
        shut_down(SHUT_RDWR);
        reaper.join();
    }

 private:
    void open_listener() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(options_.port);
        if (inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) != 1)
            lab::cannot_listen(options_, EINVAL);
        const int on = 1;
        setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
            listen(listener_, SOMAXCONN) != 0)
            lab::cannot_listen(options_, errno);
    }

    void accept_clients() {
        for (;;) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] {
                    const std::size_t most = options_.max_connections;
                    return stopping_ || most == 0 || threads_.size() < most;
                });
                if (stopping_) return;
            }
            pollfd events[] = {{stop_event_, POLLIN, 0}, {listener_, POLLIN, 0}};
            if (poll(events, 2, -1) < 0 || events[0].revents != 0) continue;
            const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd >= 0) {
                start(fd);
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                std::unique_lock lock(mutex_);
                changed_.wait_for(lock, milliseconds(100));
            }
        }
    }

    void start(int fd) {
        const std::lock_guard lock(mutex_);  // held until the thread is in its place: it can't finish before
        try {
            threads_.emplace(fd, std::thread(&EchoServer::serve, this, fd));
        } catch (const std::system_error&) {
            close(fd);
        }
    }

    void serve(int fd) {
        std::vector<char> buffer(32 * 1024);
        for (;;) {
            const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0 || !answer(fd, buffer.data(), buffer.data() + got)) break;
        }
        const std::lock_guard lock(mutex_);
        shutdown(fd, SHUT_RDWR);  // the client need not wait for the reaper, who closes it
        finished_.push_back(fd);
        changed_.notify_all();
    }

    bool answer(int fd, const char* next, const char* end) {
        if (options_.delay.count() > 0) {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, options_.delay, [this] { return stopping_; });
        }
        while (next != end) {
            const ssize_t sent = send(fd, next, static_cast<std::size_t>(end - next), MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) return false;
            if (sent > 0) next += sent;
        }
        return true;
    }

    void reap() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return !finished_.empty() || (stopping_ && threads_.empty()); });
            if (finished_.empty()) return;
            const int fd = finished_.front();
            finished_.pop_front();
            std::thread& thread = threads_.at(fd);
            lock.unlock();
            thread.join();
            lock.lock();
            threads_.erase(fd);
            close(fd);
            changed_.notify_all();
        }
    }

    void shut_down(int how) {
        const std::lock_guard lock(mutex_);
        for (const auto& [fd, thread] : threads_) shutdown(fd, how);
    }

    const lab::Options options_;
    const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int stop_event_ = eventfd(0, EFD_CLOEXEC);
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<int, std::thread>
        threads_;  // by descriptor: it is closed, and so free, only when its thread is joined
    std::deque<int> finished_;
    bool stopping_ = false;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    EchoServer(options).run_until(term);
    return 0;
}
