// Practice 1: a loop by hand. The handout is labs/practice/1-loop/README.md.
//
// One thread serves all clients, three times over: by asking each in turn, with poll(2), with epoll(7). What
// is here works: options, a non-blocking listening socket, the ready line. Grade it with:  ./lab practice 1
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <poll.h>
#include <cerrno>

#include "lab/loop.hpp"

namespace {

/// Stage A: --how turn
void ask_in_turn(int listener) {
    for (;;) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0) continue;  // EAGAIN: nobody is there. So ask again
        // TODO(practice1): keep it. In each round ask the listener for one more, and each client that is
        // there for what it has sent: recv(), which does not wait here, and send() what came.
        close(client);
    }
}

/// Stage B: --how poll
void wait_in_poll(int listener) {
    // TODO(practice1): the same clients, but sleep until one of them has something.
    (void)listener;
    lab::still_to_be_written("--how poll");
}

/// Stage C: --how epoll
void wait_in_epoll(int listener) {
    // TODO(practice1): the same once more; the kernel keeps the list.
    (void)listener;
    lab::still_to_be_written("--how epoll");
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::How how = lab::take_how(argc, argv);
    const int listener = lab::listen_without_blocking(lab::parse_options(argc, argv));
    switch (how) {
        case lab::How::turn:
            ask_in_turn(listener);
            break;
        case lab::How::poll:
            wait_in_poll(listener);
            break;
        case lab::How::epoll:
            wait_in_epoll(listener);
            break;
    }
}
