// A connection as an event loop needs it. A thread that serves one client keeps on its stack how far it has
// come; a loop that serves all of them has to write that down for each, and to go on from there later.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <map>

namespace models {

class Connection {
 public:
    explicit Connection(int socket) : socket_(socket) {}
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    enum class Step { went_on, would_block, over };

    /// One call, or two: sends what is left; if nothing is, reads and sends that. Never waits, as the socket
    /// is non-blocking. What the client does not take stays here, and nothing more is read meanwhile: that is
    /// back-pressure.
    Step step() {
        if (!has_unsent()) {
            const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
            if (got < 0) return blocked_or_over();
            if (got == 0) return Step::over;
            begin_ = 0;
            end_ = static_cast<std::size_t>(got);
        }
        const ssize_t sent = send(socket_, buffer_.data() + begin_, end_ - begin_, MSG_NOSIGNAL);
        if (sent < 0) return blocked_or_over();
        begin_ += static_cast<std::size_t>(sent);
        return Step::went_on;
    }

    /// What it waits for: room to write, or something to read.
    [[nodiscard]] bool has_unsent() const { return begin_ < end_; }

 private:
    static Step blocked_or_over() {
        return errno == EAGAIN || errno == EINTR ? Step::would_block : Step::over;
    }

    int socket_;
    std::array<char, 16 * 1024> buffer_;
    std::size_t begin_ = 0, end_ = 0;  // what of the buffer has been read and not yet sent
};

/// By descriptor. Erasing closes.
using Connections = std::map<int, Connection>;

/// A step for every connection whose socket is wanted; those that are over are erased.
template <class Wanted>
void step_each(Connections& connections, Wanted wanted) {
    for (auto each = connections.begin(); each != connections.end();) {
        const bool over = wanted(each->first) && each->second.step() == Connection::Step::over;
        each = over ? connections.erase(each) : std::next(each);
    }
}

}  // namespace models
