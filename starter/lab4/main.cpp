// Lab 4: a blocking echo server, one thread per connection. The handout is labs/lab4-blocking/README.md.
//
// What is here works: options, listening socket, ready line, an accept loop. What is missing is the echo.
// Build and grade with:  ./lab grade --lab 4
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

/// A socket that listens on the address and port of the options. Ends the program with status 1 if it can't.
int listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);

    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) lab::cannot_listen(options, errno);
    // A server that is restarted may take its port again at once; see SO_REUSEADDR in socket(7).
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = listen_on(options);
    lab::announce_ready(listener);

    for (;;) {
        const int connection = accept(listener, nullptr, nullptr);
        if (connection < 0) continue;
        // TODO(lab4): give the connection a thread of its own that sends back whatever it reads, until the
        // client has closed its side. Stage A does it right here, for one client after another; stage B makes
        // the thread.
        close(connection);
    }
}
