// One client after another.
//
// How it works: one thread, one client. The thread sleeps in accept() while nobody is there, and in recv()
// while somebody is: whoever comes meanwhile waits in the backlog until this client has left. Where the
// conversation stands is on the stack; there is nothing else to remember.
//
// What it costs: two calls for a message (recv, send), and a wake-up of the thread. Nothing else: no other
// model is cheaper for one client. A second client costs nothing, and gets nothing: how long it waits depends
// on the first one, which may be silent for ever.
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options);
    for (;;) {
        const int client = models::accept_client(listener);
        if (client >= 0) models::echo(client, options.delay);
    }
}
