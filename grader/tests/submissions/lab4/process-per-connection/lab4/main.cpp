// Makes a process for each connection.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <thread>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

bool send_all(int fd, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

void echo(int fd, std::chrono::milliseconds delay) {
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) std::this_thread::sleep_for(delay);
        if (!send_all(fd, buffer, static_cast<std::size_t>(got))) return;
    }
}

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

/// The child's whole life. SIGTERM reaches it through its signalfd, with the connection in the same poll.
[[noreturn]] void serve(int fd, int term, std::chrono::milliseconds delay) {
    pollfd waiting[] = {{fd, POLLIN, 0}, {term, POLLIN, 0}};
    for (;;) {
        if (poll(waiting, 2, -1) < 0) continue;
        if (waiting[1].revents != 0) {
            shutdown(fd, SHUT_RD);
            echo(fd, delay);
            break;
        }
        char buffer[16 * 1024];
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (delay.count() > 0) std::this_thread::sleep_for(delay);
        if (!send_all(fd, buffer, static_cast<std::size_t>(got))) break;
    }
    _exit(0);
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGTERM);
    sigaddset(&handled, SIGCHLD);
    sigprocmask(SIG_BLOCK, &handled, nullptr);
    const int signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    sigset_t term_only;
    sigemptyset(&term_only);
    sigaddset(&term_only, SIGTERM);
    const int listener = listen_on(options);
    lab::announce_ready(listener);
    std::set<pid_t> children;
    bool stopping = false;
    while (!stopping || !children.empty()) {
        const bool room = !stopping && (options.max_connections == 0 || children.size() < options.max_connections);
        pollfd waiting[] = {{signals, POLLIN, 0}, {room ? listener : -1, POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0) continue;
        signalfd_siginfo info{};
        while (read(signals, &info, sizeof info) > 0) {
            if (info.ssi_signo != SIGTERM || stopping) continue;
            stopping = true;
            for (const pid_t child : children) kill(child, SIGTERM);
        }
        for (pid_t child = 0; (child = waitpid(-1, nullptr, WNOHANG)) > 0;) children.erase(child);
        if (stopping || waiting[1].revents == 0) continue;
        const int fd = accept(listener, nullptr, nullptr);
        if (fd < 0 && errno == EMFILE) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (fd < 0) continue;
        const pid_t child = fork();
        if (child == 0) serve(fd, signalfd(-1, &term_only, SFD_CLOEXEC), options.delay);
        close(fd);
        if (child > 0) children.insert(child);
    }
    return 0;
}
