// Lab 5: an asynchronous echo server on the mini-runtime. The handout is labs/lab5-async/README.md.
//
// What is here works: options, runtime, listening socket, ready line, an accept loop. What is missing is the
// echo. Build and grade with:  ./lab grade --lab 5
#include <signal.h>

#include <cstdio>
#include <exception>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

namespace {

rt::Task<> serve(lab::Options options) {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress(options.host, options.port));
    lab::announce_ready(listener.descriptor());

    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        // TODO(lab5): give the client a task of its own that sends back whatever it reads, until the client
        // has closed its side. Stage A does it right here, for one client after another; stage B spawns the
        // task. As it is, *client goes out of scope here, which closes the connection.
    }
}

}  // namespace

int main(int argc, char* argv[]) try {
    const lab::Options options = lab::parse_options(argc, argv);
    // SIGTERM is blocked from here on, for tasks that wait for rt::signal(SIGTERM).
    rt::Runtime runtime({.workers = options.workers, .signals = {SIGTERM}});
    runtime.block_on(serve(options));
    return 0;
} catch (const std::exception& error) {
    // A port in use comes here, too: the message names the address and the reason.
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}
