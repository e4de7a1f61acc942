#include "tiny_server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

#include "support/loopback.hpp"

namespace grader {

UniqueFd listen_somewhere(int backlog, Endpoint& endpoint) {
    UniqueFd listener = listen_on_loopback(backlog);
    endpoint = {"127.0.0.1", port_of(listener)};
    return listener;
}

TinyServer::TinyServer(Behaviour behaviour, int backlog)
    : behaviour_(std::move(behaviour)), listener_(listen_somewhere(backlog, endpoint_)) {
    acceptor_ = std::thread([this] { accept_all(); });
}

TinyServer::~TinyServer() {
    stopping_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const UniqueFd& connection : connections_) ::shutdown(connection.get(), SHUT_RDWR);
    }
    for (std::thread& worker : workers_) worker.join();
}

void TinyServer::accept_all() {
    for (std::size_t number = 0;; ++number) {
        UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!connection) {
            if (stopping_) return;
            --number;
            continue;
        }
        const std::lock_guard lock(mutex_);
        const int fd = connection.get();
        connections_.push_back(std::move(connection));
        workers_.emplace_back([this, fd, number] {
            behaviour_(fd);
            const std::lock_guard guard(mutex_);
            connections_[number].reset();
        });
    }
}

bool write_all(int connection, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::send(connection, bytes, size, MSG_NOSIGNAL);
        if (written <= 0) return false;
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

void leave_with_reset(int connection) {
    const linger at_once{1, 0};
    ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

namespace {

/// Echoes at most `limit` bytes; `change` may alter each piece, given its position in the stream.
void echo_some(int connection, std::size_t limit,
               const std::function<void(std::string&, std::size_t)>& change) {
    char buffer[16 * 1024];
    std::size_t position = 0;
    while (position < limit) {
        const ssize_t got = ::recv(connection, buffer, std::min(sizeof buffer, limit - position), 0);
        if (got <= 0) return;
        std::string piece(buffer, static_cast<std::size_t>(got));
        if (change) change(piece, position);
        position += static_cast<std::size_t>(got);
        if (!write_all(connection, piece.data(), piece.size())) return;
    }
}

constexpr std::size_t endless = SIZE_MAX;

}  // namespace

void echo(int connection) {
    echo_some(connection, endless, nullptr);
}

void never_answer(int connection) {
    pollfd nothing{connection, 0, 0};  // POLLHUP and POLLERR are always reported
    while (::poll(&nothing, 1, -1) < 0) {
    }
}

void swallow(int connection) {
    char buffer[16 * 1024];
    while (::recv(connection, buffer, sizeof buffer, 0) > 0) {
    }
}

Behaviour corrupt_byte(std::size_t position) {
    return [position](int connection) {
        echo_some(connection, endless, [position](std::string& piece, std::size_t begin) {
            if (position >= begin && position < begin + piece.size()) piece[position - begin] ^= 0x20;
        });
    };
}

Behaviour lose_bytes(std::size_t position, std::size_t count) {
    return [position, count](int connection) {
        echo_some(connection, endless, [position, count](std::string& piece, std::size_t begin) {
            const std::size_t from = std::clamp(position, begin, begin + piece.size());
            const std::size_t to = std::clamp(position + count, begin, begin + piece.size());
            piece.erase(from - begin, to - from);
        });
    };
}

Behaviour close_after(std::size_t bytes) {
    return [bytes](int connection) { echo_some(connection, bytes, nullptr); };
}

Behaviour reset_after(std::size_t bytes) {
    return [bytes](int connection) {
        echo_some(connection, bytes, nullptr);
        leave_with_reset(connection);
    };
}

Behaviour dribble(int milliseconds) {
    return [milliseconds](int connection) {
        char byte = 0;
        while (::recv(connection, &byte, 1, 0) == 1 && write_all(connection, &byte, 1))
            std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    };
}

}  // namespace grader
