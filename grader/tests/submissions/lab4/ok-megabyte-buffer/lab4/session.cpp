#include "session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

Session::Session(int fd, std::chrono::milliseconds delay, Shared& shared) : shared_(shared), fd_(fd) {
    thread_ = std::jthread([this, fd, delay] {
        echo(fd, delay);
        const std::lock_guard lock(shared_.mutex);
        close(fd);
        fd_ = -1;
        --shared_.live;
        shared_.changed.notify_all();
    });
}

void Session::shut_down(int how) const {
    if (fd_ >= 0) shutdown(fd_, how);
}

void Session::echo(int fd, std::chrono::milliseconds delay) {
    constexpr std::size_t size = 1U << 20U;
    const auto buffer = std::make_unique_for_overwrite<char[]>(size);
    for (;;) {
        const ssize_t got = recv(fd, buffer.get(), size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        wait(delay);
        for (ssize_t done = 0; done < got;) {
            const ssize_t sent =
                send(fd, buffer.get() + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) return;
            if (sent > 0) done += sent;
        }
    }
}

void Session::wait(std::chrono::milliseconds delay) {
    if (delay.count() == 0) return;
    std::unique_lock lock(shared_.mutex);
    shared_.changed.wait_for(lock, delay, [this] { return shared_.stopping; });
}
