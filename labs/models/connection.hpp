// A connection as an event loop needs it. A thread that serves one client keeps on its stack how far it has
// come; a loop that serves all of them has to write that down for each, and to go on from there later.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <utility>

namespace models {

class Connection {
 public:
    /// With `delayed`, each echo waits for its time (see Delays).
    explicit Connection(int socket, bool delayed = false) : socket_(socket), delayed_(delayed) {}
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    enum class Step { went_on, would_block, received, over };

    /// One call, or two: sends what is left; if nothing is, reads and sends that. Never waits, as the socket
    /// is non-blocking. What the client does not take stays here, and nothing more is read meanwhile: that is
    /// back-pressure. `received`: what came is to be sent later, by the next step, and until then there must
    /// be none.
    Step step() {
        if (!has_unsent()) {
            const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
            if (got < 0) return blocked_or_over();
            if (got == 0) return Step::over;
            begin_ = 0;
            end_ = static_cast<std::size_t>(got);
            waits_ = delayed_;
            if (waits_) return Step::received;
        }
        waits_ = false;
        const ssize_t sent = send(socket_, buffer_.data() + begin_, end_ - begin_, MSG_NOSIGNAL);
        if (sent < 0) return blocked_or_over();
        begin_ += static_cast<std::size_t>(sent);
        return Step::went_on;
    }

    /// What it waits for: room to write, or something to read.
    [[nodiscard]] bool has_unsent() const { return begin_ < end_; }
    /// Its echo is not due yet: nothing is to be done for it, whatever its socket says.
    [[nodiscard]] bool waits() const { return waits_; }

 private:
    static Step blocked_or_over() {
        return errno == EAGAIN || errno == EINTR ? Step::would_block : Step::over;
    }

    int socket_;
    std::array<char, 16 * 1024> buffer_;
    bool delayed_;
    bool waits_ = false;
    std::size_t begin_ = 0, end_ = 0;  // what of the buffer has been read and not yet sent
};

/// By descriptor. Erasing closes.
using Connections = std::map<int, Connection>;

/// Echoes that are not due yet. A loop must not sleep for one client: it writes down when to go on, and waits
/// no longer than that. Here all wait equally long, and so are due in the order of their coming; with timers
/// of different lengths it takes a heap or a wheel (runtime/).
class Delays {
 public:
    using Clock = std::chrono::steady_clock;

    explicit Delays(std::chrono::milliseconds delay) : delay_(delay) {}

    /// Whether echoes are delayed at all.
    [[nodiscard]] bool any() const { return delay_.count() > 0; }
    void add(int socket) { queue_.emplace_back(Clock::now() + delay_, socket); }
    /// How long a call may wait, in milliseconds; -1: for ever.
    [[nodiscard]] int timeout() const {
        if (queue_.empty()) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(queue_.front().first - Clock::now());
        return left.count() > 0 ? static_cast<int>(left.count()) : 0;
    }
    /// Calls `go_on(socket)` for each that is due now.
    template <class GoOn>
    void each_due(GoOn go_on) {
        while (!queue_.empty() && queue_.front().first <= Clock::now()) {
            const int socket = queue_.front().second;
            queue_.pop_front();
            go_on(socket);
        }
    }

 private:
    std::chrono::milliseconds delay_;
    std::deque<std::pair<Clock::time_point, int>> queue_;
};

/// A step for a connection, where a loop asks anew in each round who is ready for what. Over: it is erased.
inline void step_one(Connections& connections, Delays& delays, int socket) {
    const auto last = connections.at(socket).step();
    if (last == Connection::Step::over) connections.erase(socket);
    if (last == Connection::Step::received) delays.add(socket);
}

/// A step for every connection whose socket is wanted, and whose echo does not wait; and for those that were
/// due.
template <class Wanted>
void step_each(Connections& connections, Delays& delays, Wanted wanted) {
    for (auto each = connections.begin(); each != connections.end();) {
        const auto& [socket, connection] = *each++;  // before it may be erased
        if (!connection.waits() && wanted(socket)) step_one(connections, delays, socket);
    }
    delays.each_due([&](int socket) { step_one(connections, delays, socket); });
}

}  // namespace models
