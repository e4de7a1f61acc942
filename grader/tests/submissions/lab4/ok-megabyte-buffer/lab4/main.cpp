// A megabyte of buffer for each connection. A thread sleeps in read() of a signalfd and ends the acceptor's
// accept() by shutting the listener down.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <list>
#include <system_error>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "session.hpp"

namespace {

using std::chrono::milliseconds;

int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

void wait_for_term_and_stop(int signals, int listener, Shared& shared) {
    signalfd_siginfo info;
    while (read(signals, &info, sizeof info) < 0 && errno == EINTR) continue;
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
    shared.changed.notify_all();
    shutdown(listener, SHUT_RDWR);
}

void join_finished(std::list<Session>& sessions, Shared& shared) {
    std::list<Session> finished;  // joined when the mutex is free again: the threads may still need it
    const std::lock_guard lock(shared.mutex);
    for (auto it = sessions.begin(); it != sessions.end();) {
        const auto next = std::next(it);
        if (it->finished()) finished.splice(finished.end(), sessions, it);
        it = next;
    }
}

void start(std::list<Session>& sessions, int fd, milliseconds delay, Shared& shared) {
    {
        const std::lock_guard lock(shared.mutex);
        ++shared.live;
    }
    try {
        sessions.emplace_back(fd, delay, shared);
    } catch (const std::system_error&) {
        close(fd);
        const std::lock_guard lock(shared.mutex);
        --shared.live;
    }
}

void accept_clients(std::list<Session>& sessions, int listener, const lab::Options& options, Shared& shared) {
    for (;;) {
        join_finished(sessions, shared);
        {
            std::unique_lock lock(shared.mutex);
            const std::size_t most = options.max_connections;
            shared.changed.wait(lock, [&] { return shared.stopping || most == 0 || shared.live < most; });
            if (shared.stopping) return;
        }
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) {
            start(sessions, fd, options.delay, shared);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            std::unique_lock lock(shared.mutex);
            shared.changed.wait_for(lock, milliseconds(100), [&] { return shared.stopping; });
        }
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    const int signals = signalfd(-1, &term, SFD_CLOEXEC);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    Shared shared;
    std::list<Session> sessions;
    std::jthread waiter([&] { wait_for_term_and_stop(signals, listener, shared); });
    accept_clients(sessions, listener, options, shared);
    waiter.join();
    close(listener);
    close(signals);
    {
        std::unique_lock lock(shared.mutex);
        for (const Session& session : sessions) session.shut_down(SHUT_RD);
        shared.changed.wait_for(lock, milliseconds(1200), [&] { return shared.live == 0; });
        for (const Session& session : sessions) session.shut_down(SHUT_RDWR);
    }
    sessions.clear();  // joins
    return 0;
}
