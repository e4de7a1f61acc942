// Named like the provided header: a thread for each connection behind the runtime's names.
#pragma once
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <thread>
namespace rt {
namespace detail {
struct Worker {
    static void run(int client) {
        char buffer[4096];
        for (ssize_t got = 0; (got = ::recv(client, buffer, sizeof buffer, 0)) > 0;) ::send(client, buffer, static_cast<size_t>(got), MSG_NOSIGNAL);
        ::close(client);
    }
};
}  // namespace detail
struct Runtime {
    static void block_on(int listener) {
        for (;;) {
            const int client = ::accept(listener, nullptr, nullptr);
            if (client >= 0) std::thread(detail::Worker::run, client).detach();
        }
    }
};
}  // namespace rt
