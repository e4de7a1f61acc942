// One client after another. The only thread sleeps in accept() while nobody is there, and in recv() while
// somebody is: whoever comes meanwhile waits in the backlog until this client has left.
#include "sockets.hpp"

int main(int argc, char* argv[]) {
    const int listener = models::listen_on(lab::parse_options(argc, argv));
    for (;;) {
        const int client = models::accept_client(listener);
        if (client >= 0) models::echo(client);
    }
}
