// TCP: listener, stream, and the stream's two halves. Errors of the network are Results; misuse is an
// exception. A direction of a stream is used by one task at a time (a second one gets EBUSY); the two
// directions may be two tasks'.
#pragma once

#include <netinet/in.h>
#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "rt/io.hpp"
#include "rt/task.hpp"

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

/// Moves bytes between a socket and buffers; the number of bytes, or an error.
class TransferAwaiter : public IoAwaiter {
 public:
    [[nodiscard]] Result<std::size_t> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return count_;
    }

 protected:
    using IoAwaiter::IoAwaiter;
    ~TransferAwaiter() = default;
    /// The system call, for what follows the first `done` bytes.
    virtual ssize_t transfer(std::size_t done) = 0;
    /// How many bytes there are to transfer.
    [[nodiscard]] virtual std::size_t size() const = 0;

 private:
    Attempt attempt() final;
    std::size_t count_ = 0;
};

class ReadAwaiter final : public TransferAwaiter {
 public:
    ReadAwaiter(Source& source, std::span<char> buffer, bool exactly)
        : TransferAwaiter(source, Direction::read, exactly), buffer_(buffer) {}

 private:
    ssize_t transfer(std::size_t done) override;
    [[nodiscard]] std::size_t size() const override { return buffer_.size(); }
    std::span<char> buffer_;
};

class WriteAwaiter final : public TransferAwaiter {
 public:
    WriteAwaiter(Source& source, std::span<const char> bytes, bool all)
        : TransferAwaiter(source, Direction::write, all), bytes_(bytes) {}

 private:
    ssize_t transfer(std::size_t done) override;
    [[nodiscard]] std::size_t size() const override { return bytes_.size(); }
    std::span<const char> bytes_;
};

class VectoredAwaiter final : public TransferAwaiter {
 public:
    VectoredAwaiter(Source& source, Direction direction, std::span<const iovec> parts)
        : TransferAwaiter(source, direction), parts_(parts), reads_(direction == Direction::read) {}

 private:
    ssize_t transfer(std::size_t done) override;
    [[nodiscard]] std::size_t size() const override;
    std::span<const iovec> parts_;
    bool reads_;
};

SocketAddress address_of(const Socket& socket, bool peer);

}  // namespace detail

struct StreamHalves;

/// A connection. Closed when it, or both its halves if it was split, are destroyed.
class TcpStream {
 public:
    explicit TcpStream(detail::Socket socket) : socket_(std::move(socket)) {}
    static Task<Result<TcpStream>> connect(SocketAddress address);

    /// What is there, at most as much as fits; waits for at least a byte. 0: the peer will send no more.
    [[nodiscard("write co_await")]] detail::ReadAwaiter read(std::span<char> buffer) {
        return {socket_.source(), buffer, false};
    }
    /// Fills the buffer; less only if the peer ends before.
    [[nodiscard("write co_await")]] detail::ReadAwaiter read_exact(std::span<char> buffer) {
        return {socket_.source(), buffer, true};
    }
    /// readv(2): fills several buffers with what is there. They must live until the end of the wait.
    [[nodiscard("write co_await")]] detail::VectoredAwaiter read_vectored(std::span<const iovec> parts) {
        return {socket_.source(), detail::Direction::read, parts};
    }
    /// Takes as much as there is room for; waits for room for at least a byte.
    [[nodiscard("write co_await")]] detail::WriteAwaiter write(std::span<const char> bytes) {
        return {socket_.source(), bytes, false};
    }
    /// Everything, or an error. A peer that does not read makes this wait: that is back-pressure.
    [[nodiscard("write co_await")]] detail::WriteAwaiter write_all(std::span<const char> bytes) {
        return {socket_.source(), bytes, true};
    }
    /// writev(2): gathers several pieces. They must live until the end of the wait.
    [[nodiscard("write co_await")]] detail::VectoredAwaiter write_vectored(std::span<const iovec> parts) {
        return {socket_.source(), detail::Direction::write, parts};
    }
    /// Tells the peer that nothing more comes: shutdown(2) with SHUT_WR. Reading goes on.
    Result<> shutdown_write();

    /// One task may read while another one writes.
    StreamHalves split() &&;

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(socket_, false); }
    [[nodiscard]] SocketAddress peer_address() const { return detail::address_of(socket_, true); }
    /// TCP_NODELAY: small writes are sent at once. Throws std::system_error.
    void set_nodelay(bool on);
    /// close(2) will reset the connection instead of ending it in order: SO_LINGER with 0 seconds.
    void reset_on_close();
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

 private:
    detail::Socket socket_;
};

class ReadHalf {
 public:
    explicit ReadHalf(std::shared_ptr<TcpStream> stream) : stream_(std::move(stream)) {}
    [[nodiscard("write co_await")]] auto read(std::span<char> buffer) { return stream_->read(buffer); }
    [[nodiscard("write co_await")]] auto read_exact(std::span<char> buffer) {
        return stream_->read_exact(buffer);
    }
    [[nodiscard("write co_await")]] auto read_vectored(std::span<const iovec> parts) {
        return stream_->read_vectored(parts);
    }

 private:
    std::shared_ptr<TcpStream> stream_;
};

class WriteHalf {
 public:
    explicit WriteHalf(std::shared_ptr<TcpStream> stream) : stream_(std::move(stream)) {}
    [[nodiscard("write co_await")]] auto write(std::span<const char> bytes) { return stream_->write(bytes); }
    [[nodiscard("write co_await")]] auto write_all(std::span<const char> bytes) {
        return stream_->write_all(bytes);
    }
    [[nodiscard("write co_await")]] auto write_vectored(std::span<const iovec> parts) {
        return stream_->write_vectored(parts);
    }
    Result<> shutdown_write() { return stream_->shutdown_write(); }

 private:
    std::shared_ptr<TcpStream> stream_;
};

struct StreamHalves {
    ReadHalf reader;
    WriteHalf writer;
};

class TcpListener {
 public:
    /// Listens at the address (port 0: the kernel chooses one). Throws std::system_error.
    static TcpListener bind(const SocketAddress& address, int backlog = 4096);

    /// Waits for a client. Out of descriptors it tries again when some time has passed (a level that stays
    /// high would wake it at once, for ever); errors of a single client in the backlog are skipped. What is
    /// left is ECANCELED. The listener must outlive the wait.
    Task<Result<TcpStream>> accept();

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(socket_, false); }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

 private:
    explicit TcpListener(detail::Socket socket) : socket_(std::move(socket)) {}
    detail::Socket socket_;
};

}  // namespace rt
