// Lab 5: an asynchronous echo server, a task per connection, on the mini-runtime.
//
//   main.cpp         what happens, in order
//   server.hpp       accepts clients, starts a task for each, ends at SIGTERM
//   echo.hpp         what each connection's task does: read, wait, write, until the client is done
//   connections.hpp  the connections that live now, so that SIGTERM can reach them
#include <signal.h>

#include <cstdio>
#include <exception>

#include "lab/options.hpp"
#include "rt/rt.hpp"
#include "server.hpp"

int main(int argc, char* argv[]) try {
    const lab::Options options = lab::parse_options(argc, argv);
    Server server(options);  // before the runtime, since its tasks refer to it
    rt::Runtime runtime({.workers = options.workers, .signals = {SIGTERM}});
    runtime.block_on(server.run());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}
