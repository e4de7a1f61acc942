// select() on the own connection and on a pipe: when SIGTERM has come, its writing end is closed, and all who
// look at the other end see that. Descriptors are limited to those that fit into an fd_set.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;

std::mutex mutex;
std::condition_variable changed;
bool stopping = false;
std::map<std::thread::id, std::thread> threads;
std::map<std::thread::id, int> connections;  // of the threads that have not finished

/// Waits until one of the two is readable; whether it is the stop pipe.
bool stopped_before_readable(int fd, int stop) {
    for (;;) {
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        FD_SET(stop, &readable);
        if (select(std::max(fd, stop) + 1, &readable, nullptr, nullptr, nullptr) > 0)
            return FD_ISSET(stop, &readable);
    }
}

bool answer(int fd, const std::vector<char>& bytes, std::size_t size, milliseconds delay) {
    if (delay.count() > 0) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, delay, [] { return stopping; });
    }
    std::size_t done = 0;
    while (done < size) {
        const ssize_t sent = send(fd, &bytes[done], size - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        done += static_cast<std::size_t>(sent);
    }
    return true;
}

void echo(int fd, int stop, milliseconds delay) {
    std::vector<char> buffer(16 * 1024);
    for (bool draining = false;;) {
        if (!draining && stopped_before_readable(fd, stop)) {
            draining = true;
            shutdown(fd, SHUT_RD);  // by the thread itself: from here on the end comes after what is there
        }
        const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || !answer(fd, buffer, static_cast<std::size_t>(got), delay)) return;
    }
}

void start(int fd, int stop, milliseconds delay) {
    const std::lock_guard lock(mutex);
    try {
        std::thread thread([=] {
            echo(fd, stop, delay);
            const std::lock_guard last(mutex);
            close(fd);
            connections.erase(std::this_thread::get_id());
            changed.notify_all();
        });
        connections[thread.get_id()] = fd;
        threads[thread.get_id()] = std::move(thread);
    } catch (const std::system_error&) {
        close(fd);
    }
}

void join_finished() {
    std::vector<std::thread> finished;
    {
        const std::lock_guard lock(mutex);
        for (auto it = threads.begin(); it != threads.end();) {
            const bool lives = connections.count(it->first) != 0;
            if (!lives) finished.push_back(std::move(it->second));
            it = lives ? std::next(it) : threads.erase(it);
        }
    }
    for (std::thread& thread : finished) thread.join();
}

bool wait_for_room(std::size_t most) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return stopping || most == 0 || connections.size() < most; });
    return !stopping;
}

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

void keep_below_fd_setsize() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, FD_SETSIZE);
    setrlimit(RLIMIT_NOFILE, &limit);  // who does not fit then waits in the backlog, as always (EMFILE)
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    keep_below_fd_setsize();
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    int stop[2];
    if (pipe2(stop, O_CLOEXEC) != 0) return 1;
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    std::thread waiter([&] {
        int signal = 0;
        sigwait(&term, &signal);
        const std::lock_guard lock(mutex);
        stopping = true;
        changed.notify_all();
        close(stop[1]);
    });

    while (wait_for_room(options.max_connections) && !stopped_before_readable(listener, stop[0])) {
        join_finished();
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) {
            start(fd, stop[0], options.delay);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, milliseconds(100), [] { return stopping; });
        }
    }
    close(listener);
    waiter.join();
    {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, milliseconds(1200), [] { return connections.empty(); });
        for (const auto& [id, fd] : connections) shutdown(fd, SHUT_RDWR);
    }
    for (auto& [id, thread] : threads) thread.join();
    close(stop[0]);
    return 0;
}
