// Provided, Lab 5: a function that blocks, as every library does that knows nothing of coroutines: a database
// driver, a file system, getaddrinfo(3). Called on a worker of the runtime, it stops all connections of that
// worker; it belongs on the threads of rt::spawn_blocking.
#pragma once

#include <chrono>
#include <cstddef>
#include <thread>

namespace lab {

/// Notes that so many bytes are about to be echoed, in a log on a slow disk: the calling thread sleeps for
/// 5 ms, and a nanosecond more for each byte. Any thread may call it, several at the same time. Never fails.
inline void audit(std::size_t bytes) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5) + std::chrono::nanoseconds(bytes));
}

}  // namespace lab
