// Non-blocking calls, and nobody who waits: the loop asks every socket again and again whether it has
// something. Nearly every answer is EAGAIN, and the core is at 100 % with or without clients.
//
// (Where a core may be burnt for the last microsecond of latency, this is done on purpose; see SO_BUSY_POLL
// in socket(7).)
#include <csignal>

#include "connection.hpp"
#include "sockets.hpp"

namespace {

// The one model in which a flag is enough to end it: it never sleeps, so it is always about to look.
volatile std::sig_atomic_t stopped = 0;

void stop(int /*signal*/) {
    stopped = 1;
}

}  // namespace

int main(int argc, char* argv[]) {
    std::signal(SIGTERM, stop);
    const int listener = models::listen_on(lab::parse_options(argc, argv), SOCK_NONBLOCK);
    models::Connections connections;
    while (stopped == 0) {
        const int client = models::accept_client(listener, SOCK_NONBLOCK);
        if (client >= 0) connections.try_emplace(client, client);
        models::step_each(connections, [](int /*socket*/) { return true; });
    }
}
