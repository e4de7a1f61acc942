#include "listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

UniqueFd listen_on(const lab::Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);

    // Non-blocking, because a client may give up between poll() and accept(): a blocking accept() would then
    // hold the main thread until the next client comes. The connections it returns block all the same
    // (accept(2)).
    UniqueFd listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (listener.get() < 0) lab::cannot_listen(options, errno);
    const int on = 1;  // a restarted server may take its port again at once, socket(7)
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener.get(), SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}
