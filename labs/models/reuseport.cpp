// Several event loops, one a core (--workers), and nothing that they share: SO_REUSEPORT, socket(7).
//
// How it works: each thread has a listening socket of its own on the same port, an epoll of its own, and its
// core. The kernel gives each new client to one of the sockets, by a hash of both addresses. From then on the
// client is that loop's: no lock, no queue, no wake-up of another thread.
//
// What it costs: for a message what one level-triggered loop costs (epoll_level.cpp), and there are as many
// of them as cores: CPU work is done side by side. The hash does not know who is busy: with few clients one
// loop may have most of them, and nobody takes work from it. A runtime that steals (Lab 5, --workers) does,
// and pays for that with locks and wake-ups.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "level_loop.hpp"
#include "sockets.hpp"

namespace {

/// The processors that this program may use.
std::vector<int> cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    models::check(sched_getaffinity(0, sizeof allowed, &allowed), "sched_getaffinity");
    std::vector<int> all;
    for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &allowed)) all.push_back(core);
    return all;
}

void stay_on(int core) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(core, &only);
    pthread_setaffinity_np(pthread_self(), sizeof only, &only);
}

std::uint16_t port_of(int listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    models::check(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

}  // namespace

int main(int argc, char* argv[]) {
    lab::Options options = lab::parse_options(argc, argv);
    // All of them listen before anybody is told where: from the first client on each gets its share.
    std::vector<int> listeners;
    while (listeners.size() < options.workers) {
        listeners.push_back(models::listening_socket(options, SOCK_NONBLOCK, true));
        options.port = port_of(listeners.front());
    }
    lab::announce_ready(listeners.front());
    const std::vector<int> usable = cores();
    std::vector<std::jthread> loops;
    for (std::size_t index = 0; index < listeners.size(); ++index) {
        loops.emplace_back([&, index] {
            stay_on(usable[index % usable.size()]);
            models::LevelLoop(listeners[index], options.delay).run();
        });
    }
}
