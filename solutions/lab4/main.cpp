// Lab 4: a blocking echo server, one thread per connection.
//
//   main.cpp       what happens, in order
//   listener.hpp   the listening socket
//   server.hpp     the main thread's loop: accepts, starts threads, joins them, ends at SIGTERM
//   echo.hpp       what each connection's thread does: read, wait, write, until the client is done
//   unique_fd.hpp  a descriptor that is closed exactly once
#include <cstdio>
#include <exception>
#include <utility>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "listener.hpp"
#include "server.hpp"

int main(int argc, char* argv[]) try {
    const lab::Options options = lab::parse_options(argc, argv);
    UniqueFd stop = block_term();  // before the first thread: threads inherit what is blocked
    UniqueFd listener = listen_on(options);
    lab::announce_ready(listener.get());
    Server server(std::move(listener), std::move(stop), options);
    server.run();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}
