// Provided, practice: what a loop by hand needs before it begins. Read it once; there is nothing to change
// here.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace lab {

/// How practice 1 waits: --how turn, --how poll or --how epoll.
enum class How { turn, poll, epoll };

/// Takes --how out of the command line; the other options are those of the labs. An unknown one ends the
/// program with status 2 and one line on standard error.
inline How take_how(int& argc, char* argv[]) {
    How how = How::epoll;
    int kept = 1;
    for (int index = 1; index < argc; ++index) {
        if (std::string_view(argv[index]) != "--how") {
            argv[kept++] = argv[index];
            continue;
        }
        const std::string_view word = index + 1 < argc ? argv[++index] : "";
        if (word == "turn")
            how = How::turn;
        else if (word == "poll")
            how = How::poll;
        else if (word == "epoll")
            how = How::epoll;
        else
            detail::bad_usage("--how takes turn, poll or epoll");
    }
    argc = kept;
    return how;
}

/// A non-blocking socket that listens on the address and port of the options; says so in the ready line. Ends
/// the program with status 1 if it can't.
inline int listen_without_blocking(const Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) cannot_listen(options, EINVAL);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) cannot_listen(options, errno);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        cannot_listen(options, errno);
    announce_ready(listener);
    return listener;
}

/// For what is not begun: says so and sleeps for ever.
[[noreturn]] inline void still_to_be_written(const char* what) {
    std::fprintf(stderr, "%s is still to be written\n", what);
    for (;;) pause();
}

}  // namespace lab
