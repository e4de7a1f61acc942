#pragma once

#include <chrono>

/// Sends back whatever the connection brings, until the client has closed its side, is gone, or this side was
/// shut down for reading. Waits `delay` before each chunk's echo, less if `stop` becomes readable. Blocks its
/// thread.
void echo(int connection, std::chrono::milliseconds delay, int stop);
