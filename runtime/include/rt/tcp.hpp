// TCP: listener, stream, and the stream's two halves. Errors of the network are Results; misuse is an
// exception. A direction of a stream is used by one task at a time (a second one gets EBUSY); the two
// directions may be two tasks'.
#pragma once

#include <netinet/in.h>
#include <sys/uio.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "rt/io.hpp"
#include "rt/task.hpp"
#include "rt/timers.hpp"

namespace rt {

/// An IPv4 address and a port.
class SocketAddress {
 public:
    SocketAddress() = default;
    explicit SocketAddress(const sockaddr_in& address) : address_(address) {}
    /// Throws std::invalid_argument if `host` is no IPv4 address in numbers.
    SocketAddress(const std::string& host, std::uint16_t port);

    [[nodiscard]] std::uint16_t port() const;
    /// "127.0.0.1:4000"
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] const sockaddr_in& raw() const { return address_; }

 private:
    sockaddr_in address_{};
};

namespace detail {

class ReadAwaiter final : public IoAwaiter {
 public:
    ReadAwaiter(Source& source, std::span<char> buffer, bool exactly)
        : IoAwaiter(source, Direction::read, exactly), buffer_(buffer) {}
    /// The number of bytes; 0: the peer will send no more.
    [[nodiscard]] Result<std::size_t> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return count_;
    }

 private:
    Attempt attempt() override;
    std::span<char> buffer_;
    std::size_t count_ = 0;
};

class WriteAwaiter final : public IoAwaiter {
 public:
    WriteAwaiter(Source& source, std::span<const char> bytes, bool all)
        : IoAwaiter(source, Direction::write, all), bytes_(bytes) {}
    [[nodiscard]] Result<std::size_t> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return count_;
    }

 private:
    Attempt attempt() override;
    std::span<const char> bytes_;
    std::size_t count_ = 0;
};

class VectoredAwaiter final : public IoAwaiter {
 public:
    VectoredAwaiter(Source& source, Direction direction, std::span<const iovec> parts)
        : IoAwaiter(source, direction), parts_(parts), reads_(direction == Direction::read) {}
    [[nodiscard]] Result<std::size_t> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return count_;
    }

 private:
    Attempt attempt() override;
    std::span<const iovec> parts_;
    std::size_t count_ = 0;
    bool reads_;
};

// What a stream and its halves can do, written once. `Self` has a source().

template <class Self>
class Reads {
 public:
    /// What is there, at most as much as fits; waits for at least a byte. 0: the peer will send no more.
    [[nodiscard("write co_await")]] ReadAwaiter read(std::span<char> buffer) {
        return {source(), buffer, false};
    }
    /// Fills the buffer; less only if the peer ends before.
    [[nodiscard("write co_await")]] ReadAwaiter read_exact(std::span<char> buffer) {
        return {source(), buffer, true};
    }
    /// readv(2): fills several buffers with what is there. They must live until the end of the wait.
    [[nodiscard("write co_await")]] VectoredAwaiter read_vectored(std::span<const iovec> parts) {
        return {source(), Direction::read, parts};
    }

 private:
    Source& source() { return static_cast<Self*>(this)->socket().source(); }
};

template <class Self>
class Writes {
 public:
    /// Takes as much as there is room for; waits for room for at least a byte.
    [[nodiscard("write co_await")]] WriteAwaiter write(std::span<const char> bytes) {
        return {source(), bytes, false};
    }
    /// Everything, or an error. A peer that does not read makes this wait: that is back-pressure.
    [[nodiscard("write co_await")]] WriteAwaiter write_all(std::span<const char> bytes) {
        return {source(), bytes, true};
    }
    /// writev(2): gathers several pieces. They must live until the end of the wait.
    [[nodiscard("write co_await")]] VectoredAwaiter write_vectored(std::span<const iovec> parts) {
        return {source(), Direction::write, parts};
    }
    /// Tells the peer that nothing more comes: shutdown(2) with SHUT_WR. Reading goes on.
    Result<> shutdown_write() { return shut_down_writing(source()); }

 private:
    Source& source() { return static_cast<Self*>(this)->socket().source(); }
};

Result<> shut_down_writing(Source& source);
SocketAddress address_of(const Socket& socket, bool peer);

}  // namespace detail

class ReadHalf : public detail::Reads<ReadHalf> {
 public:
    explicit ReadHalf(detail::Socket socket) : socket_(std::move(socket)) {}
    [[nodiscard]] const detail::Socket& socket() const { return socket_; }

 private:
    detail::Socket socket_;
};

class WriteHalf : public detail::Writes<WriteHalf> {
 public:
    explicit WriteHalf(detail::Socket socket) : socket_(std::move(socket)) {}
    [[nodiscard]] const detail::Socket& socket() const { return socket_; }

 private:
    detail::Socket socket_;
};

struct StreamHalves {
    ReadHalf reader;
    WriteHalf writer;
};

/// A connection. Closed when it, and its halves if it was split, are destroyed.
class TcpStream : public detail::Reads<TcpStream>, public detail::Writes<TcpStream> {
 public:
    explicit TcpStream(detail::Socket socket) : socket_(std::move(socket)) {}

    static Task<Result<TcpStream>> connect(SocketAddress address);

    /// One task may read while another one writes. The connection is closed when both halves are gone.
    StreamHalves split() && { return {ReadHalf(socket_), WriteHalf(std::move(socket_))}; }

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(socket_, false); }
    [[nodiscard]] SocketAddress peer_address() const { return detail::address_of(socket_, true); }
    /// TCP_NODELAY: small writes are sent at once. Throws std::system_error.
    void set_nodelay(bool on);
    /// close(2) will reset the connection instead of ending it in order: SO_LINGER with 0 seconds.
    void reset_on_close();
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
    [[nodiscard]] const detail::Socket& socket() const { return socket_; }

 private:
    detail::Socket socket_;
};

class TcpListener {
 public:
    /// Listens at the address (port 0: the kernel chooses one). Throws std::system_error.
    static TcpListener bind(const SocketAddress& address, int backlog = 4096);

    /// Waits for a client. Out of descriptors it tries again when some time has passed (a level that stays
    /// high would wake it at once, for ever); errors of a single client in the backlog are skipped. What is
    /// left is ECANCELED.
    class AcceptAwaiter;
    [[nodiscard("write co_await")]] AcceptAwaiter accept();

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(socket_, false); }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

 private:
    explicit TcpListener(detail::Socket socket) : socket_(std::move(socket)) {}
    detail::Socket socket_;
};

class TcpListener::AcceptAwaiter final : public detail::IoAwaiter {
 public:
    explicit AcceptAwaiter(detail::Source& listener) : IoAwaiter(listener, detail::Direction::read) {}
    [[nodiscard]] const char* what() const override { return "a client"; }
    [[nodiscard]] Result<TcpStream> await_resume();

 private:
    Attempt attempt() override;
    bool may_try() override;
    void note_end() override;

    int descriptor_ = -1;
    detail::TimerEntry back_off_;
};

inline TcpListener::AcceptAwaiter TcpListener::accept() {
    return AcceptAwaiter(socket_.source());
}

}  // namespace rt
