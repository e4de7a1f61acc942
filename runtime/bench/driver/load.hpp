// The load: one thread, one epoll, a closed loop. Each connection sends a message, waits until all of it has
// come back, compares every byte, and sends the next. So the server is asked for as much as it can do, and no
// more than one message of each connection is ever under way.
//
// In a closed loop the latency is mostly the queue of one's own making (connections / throughput): the median
// says little that throughput does not, but the tail shows whom a server keeps waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "histogram.hpp"
#include "unique_fd.hpp"

namespace bench {

/// A server that does not keep up its side: refuses, resets, sends other bytes, or is silent for seconds.
class LoadError : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// CPU time: so far where it is read, of a window where it is a result.
struct Usage {
    std::chrono::nanoseconds server{0};
    std::chrono::nanoseconds client{0};
    std::chrono::nanoseconds cores{0};  ///< of everybody, on the cores in use
};

struct Measured {
    std::uint64_t round_trips = 0;
    std::chrono::nanoseconds elapsed{0};
    Usage used;
    Histogram latency;  ///< also of the messages that were under way at the end: the slowest are among them
};

class Load {
 public:
    using Clock = std::chrono::steady_clock;

    /// Connects, and exchanges one message on every connection, so that the server has accepted them all.
    /// Closes with a reset at its end, which leaves no socket in TIME-WAIT. All functions throw LoadError,
    /// and std::system_error when this process is at fault.
    Load(std::uint16_t port, std::size_t connections, std::size_t message_bytes);

    /// Keeps the server busy for both times and counts in the second one, at whose beginning and end it reads
    /// usage.
    Measured measure(Clock::duration warm_up, Clock::duration window,
                     const std::function<Usage()>& read_usage);

 private:
    struct Connection {
        UniqueFd socket;
        std::uint64_t stamp = 0;  // the first bytes of its message: no two messages are alike
        std::size_t received = 0;
        Clock::time_point sent_at;
    };

    void connect_all(std::uint16_t port, std::size_t count);
    void send_next(Connection& connection, Clock::time_point now);
    bool receive(Connection& connection);
    template <typename OnEcho>
    void pump(OnEcho on_echo);

    std::vector<char> message_;
    std::vector<char> incoming_;
    std::vector<Connection> connections_;
    std::size_t under_way_ = 0;
    UniqueFd poll_;
};

}  // namespace bench
