// The command line of every echo server here, and the line that says it is ready.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ServerOptions {
    uint16_t port;        ///< 0: the kernel chooses
    unsigned workers;     ///< event loops or worker threads
    unsigned work_us;     ///< CPU work per message
    size_t buffer_bytes;  ///< of what one read may bring
};

/// --port P --workers N --work-us U --buffer B, each with its value as the next word. Anything else ends the
/// program with status 64.
struct ServerOptions parse_options(int argc, char* argv[]);

/// Prints "listening on 127.0.0.1:PORT" and flushes it.
void announce(uint16_t port);

#ifdef __cplusplus
}
#endif
