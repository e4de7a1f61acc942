// A listening socket, for the servers that have no library to make one.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Listens on 127.0.0.1 at `port`. With `share_port`, several sockets may listen there and the kernel spreads
/// clients over them (socket(7), SO_REUSEPORT). `type_flags` is 0 or SOCK_NONBLOCK. Ends the program on
/// errors.
int listen_on(uint16_t port, int share_port, int type_flags);

/// The port a socket is bound to.
uint16_t port_of(int socket);

/// An echo must not wait for more bytes to send along (tcp(7), TCP_NODELAY).
void set_nodelay(int connection);

/// Says which call failed and why, and ends the program.
void die(const char* call);

#ifdef __cplusplus
}
#endif
