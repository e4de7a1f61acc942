// Scatter and gather: each read fills a small buffer and a large one, each write takes from both.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <system_error>
#include <thread>
#include <vector>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int stop_event = -1;  // readable from SIGTERM on; nobody ever reads it
int left_event = -1;  // somebody has finished

void on_term(int) {
    const int error = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stop_event, &one, sizeof one);
    errno = error;
}

bool stopped_within(milliseconds time) {
    const auto end = steady_clock::now() + time;
    for (;;) {
        pollfd stop{stop_event, POLLIN, 0};
        const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
        if (poll(&stop, 1, static_cast<int>(std::max<long>(0, left.count()))) > 0) return true;
        if (steady_clock::now() >= end) return false;
    }
}

bool write_all(int fd, std::span<iovec> pieces) {
    while (!pieces.empty()) {
        const ssize_t written = writev(fd, pieces.data(), static_cast<int>(pieces.size()));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        auto taken = static_cast<std::size_t>(written);
        while (!pieces.empty() && taken >= pieces.front().iov_len) {
            taken -= pieces.front().iov_len;
            pieces = pieces.subspan(1);
        }
        if (pieces.empty()) break;
        pieces.front().iov_base = static_cast<char*>(pieces.front().iov_base) + taken;
        pieces.front().iov_len -= taken;
    }
    return true;
}

void echo(int fd, milliseconds delay) {
    std::array<char, 61> head;
    std::array<char, 16 * 1024> tail;
    for (;;) {
        std::array<iovec, 2> pieces{{{head.data(), head.size()}, {tail.data(), tail.size()}}};
        const ssize_t got = readv(fd, pieces.data(), static_cast<int>(pieces.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (delay.count() > 0) stopped_within(delay);
        const auto size = static_cast<std::size_t>(got);
        pieces[0].iov_len = std::min(size, head.size());
        pieces[1].iov_len = size - pieces[0].iov_len;
        if (!write_all(fd, std::span(pieces).first(pieces[1].iov_len > 0 ? 2 : 1))) return;
    }
}

class Session {
 public:
    Session(int fd, milliseconds delay)
        : fd_(fd), thread_([this, delay] {
              echo(fd_, delay);
              {
                  const std::lock_guard lock(mutex_);
                  close(fd_);
                  open_ = false;
              }
              finished_ = true;
              eventfd_write(left_event, 1);
          }) {}
    ~Session() { thread_.join(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] bool finished() const { return finished_; }
    void shut_down(int how) {
        const std::lock_guard lock(mutex_);
        if (open_) shutdown(fd_, how);
    }

 private:
    const int fd_;
    bool open_ = true;
    std::atomic<bool> finished_{false};
    std::mutex mutex_;
    std::thread thread_;  // last: it uses all the others
};

using Sessions = std::vector<std::unique_ptr<Session>>;

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

/// Waits for SIGTERM, for a session's end and, if there is room, for a client; says whether to go on.
bool wait(int listener, bool room, milliseconds at_most) {
    pollfd events[] = {{stop_event, POLLIN, 0}, {left_event, POLLIN, 0}, {room ? listener : -1, POLLIN, 0}};
    if (poll(events, 3, static_cast<int>(at_most.count())) <= 0) return true;
    eventfd_t times = 0;
    if (events[1].revents != 0) eventfd_read(left_event, &times);
    return events[0].revents == 0;
}

void accept_clients(int listener, const lab::Options& options, Sessions& sessions) {
    bool exhausted = false;
    for (;;) {
        std::erase_if(sessions, [](const auto& session) { return session->finished(); });
        const bool room = options.max_connections == 0 || sessions.size() < options.max_connections;
        if (!wait(listener, room && !exhausted, milliseconds(exhausted ? 100 : -1))) return;
        if (!room) continue;
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        exhausted = fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
        try {
            if (fd >= 0) sessions.push_back(std::make_unique<Session>(fd, options.delay));
        } catch (const std::system_error&) {
            close(fd);
        }
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    left_event = eventfd(0, EFD_CLOEXEC);
    struct sigaction action {};
    action.sa_handler = on_term;
    sigaction(SIGTERM, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);  // writev() knows no MSG_NOSIGNAL
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    Sessions sessions;
    accept_clients(listener, options, sessions);
    close(listener);
    for (const auto& session : sessions) session->shut_down(SHUT_RD);
    const auto patience = steady_clock::now() + milliseconds(1200);
    const auto busy = [](const auto& session) { return !session->finished(); };
    while (std::any_of(sessions.begin(), sessions.end(), busy) && steady_clock::now() < patience)
        std::this_thread::sleep_for(milliseconds(10));
    for (const auto& session : sessions) session->shut_down(SHUT_RDWR);
    sessions.clear();
    return 0;
}
