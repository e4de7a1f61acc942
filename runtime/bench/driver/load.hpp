// The load: one thread, one epoll. Each connection sends a message, waits until all of it has come back, and
// compares every byte: no more than one message of each connection is ever under way. When the next one is
// sent is one of two:
//
// In a closed loop, at once. So the server is asked for as much as it can do. The latency is mostly the queue
// of one's own making (connections / throughput): the median says little that throughput does not, but the
// tail shows whom a server keeps waiting.
//
// In an open loop, when it is due by a timetable that does not wait for the server. The latency counts from
// then, not from when a connection was free to send it: a server that stalls can't hide its stall, as it can
// where whoever measures waits along with it (coordinated omission; wrk2).
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
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
    /// usage. In an open loop so many messages are due in a second, on all connections together; all that
    /// were due before the end are sent. 0 is a closed loop.
    Measured measure(Clock::duration warm_up, Clock::duration window,
                     const std::function<Usage()>& read_usage, double messages_per_second = 0);

 private:
    struct Connection {
        UniqueFd socket;
        std::uint64_t stamp = 0;  // the first bytes of its message: no two messages are alike
        std::size_t received = 0;
        bool is_connected = false;
        Clock::time_point due;
    };
    /// When messages are due in an open loop. In a closed one none is.
    struct Timetable {
        Clock::duration interval{0};
        Clock::time_point next = Clock::time_point::max();
        Clock::time_point last = Clock::time_point::min();

        [[nodiscard]] bool is_over() const { return next > last; }
    };

    void connect_all(std::uint16_t port, std::size_t count);
    void send_next(Connection& connection, Clock::time_point due);
    void send_all_due();
    bool echo_comes_before(Clock::time_point then) const;
    bool receive(Connection& connection);
    template <typename OnEcho>
    void pump(OnEcho on_echo);

    std::vector<char> message_;
    std::vector<char> incoming_;
    std::vector<Connection> connections_;
    std::size_t under_way_ = 0;
    Timetable timetable_;
    std::deque<Connection*> idle_;  // in an open loop, those that wait for a message that is due
    UniqueFd poll_;
};

}  // namespace bench
