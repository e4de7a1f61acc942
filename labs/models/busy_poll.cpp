// Non-blocking calls, and nobody who waits.
//
// How it works: the loop asks every socket again and again whether it has something. Nearly every answer is
// EAGAIN. No wake-up stands between a message and its echo, as nobody ever sleeps. (Where a core may be burnt
// for the last microsecond of latency, this is done on purpose; see SO_BUSY_POLL in socket(7).)
//
// What it costs: a core, all of it, with or without clients. Each round is a call for every connection, n of
// them, so with n connections of which one talks a message costs n calls, and waits for half a round.
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
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options, SOCK_NONBLOCK);
    models::Connections connections;
    models::Delays delays(options.delay);
    while (stopped == 0) {
        const int client = models::accept_client(listener, SOCK_NONBLOCK);
        if (client >= 0) connections.try_emplace(client, client, delays.any());
        models::step_each(connections, delays, [](int /*socket*/) { return true; });
    }
}
