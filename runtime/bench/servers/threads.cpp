// A thread for each connection, blocking calls. The number of workers is the number of clients.
#include <sys/socket.h>
#include <unistd.h>

#include <system_error>
#include <thread>
#include <vector>

#include "burn.h"
#include "listen.h"
#include "options.h"

namespace {

bool send_all(int connection, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

void echo(int connection, ServerOptions options) {
    std::vector<char> buffer(options.buffer_bytes);
    for (;;) {
        const ssize_t got = recv(connection, buffer.data(), buffer.size(), 0);
        if (got <= 0) break;
        burn(options.work_us);
        if (!send_all(connection, buffer.data(), static_cast<std::size_t>(got))) break;
    }
    close(connection);
}

}  // namespace

int main(int argc, char* argv[]) {
    const ServerOptions options = parse_options(argc, argv);
    const int listener = listen_on(options.port, 0, 0);
    announce(port_of(listener));
    for (;;) {
        const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        set_nodelay(connection);
        try {
            std::thread(echo, connection, options).detach();
        } catch (const std::system_error&) {
            close(connection);  // no thread to be had: this client is turned away
        }
    }
}
