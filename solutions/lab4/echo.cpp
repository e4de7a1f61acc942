#include "echo.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace {

bool send_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
        // Without MSG_NOSIGNAL a client that is gone would end this process with SIGPIPE instead of EPIPE.
        const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));  // it may take less than all
    }
    return true;
}

void wait(std::chrono::milliseconds delay, int stop) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + delay;
    for (auto left = delay; left.count() > 0;
         left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now())) {
        pollfd stopped{stop, POLLIN, 0};
        if (poll(&stopped, 1, static_cast<int>(left.count())) > 0) return;
    }
}

}  // namespace

void echo(int connection, std::chrono::milliseconds delay, int stop) {
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        // Here an idle connection sleeps.
        const ssize_t got = recv(connection, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;  // 0: the client has closed its side; less: it is gone
        wait(delay, stop);
        if (!send_all(connection, {buffer.data(), static_cast<std::size_t>(got)})) return;
    }
}
