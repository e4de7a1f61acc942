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

#include "rt/detail/io.hpp"
#include "rt/detail/loan.hpp"
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

/// Moves bytes between a socket and a buffer; the number of bytes, or an error.
class TransferAwaiter : public IoAwaiter {
 public:
    TransferAwaiter(Source& source, Direction direction, std::span<const char> buffer, bool whole)
        : IoAwaiter(source, direction, whole), buffer_(buffer.data()), size_(buffer.size()) {}
    [[nodiscard]] Result<std::size_t> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return count_;
    }

 protected:
    TransferAwaiter(Source& source, Direction direction, std::size_t size)
        : IoAwaiter(source, direction), size_(size) {}
    /// The system call, for what follows the bytes that have been transferred.
    virtual ssize_t transfer();

 private:
    Attempt attempt() final;
    const char* const buffer_ = nullptr;
    const std::size_t size_;
    std::size_t count_ = 0;
};

/// … and several buffers.
class VectoredAwaiter final : public TransferAwaiter {
 public:
    VectoredAwaiter(Source& source, Direction direction, std::span<const iovec> parts);

 private:
    ssize_t transfer() override;
    const std::span<const iovec> parts_;
};

SocketAddress address_of(int descriptor, bool peer);
Result<> shutdown_write(const Source& source);

}  // namespace detail

/// What can be read from: a stream, or its reading half. `Owner` has a source().
template <class Owner>
class Readable {
 public:
    /// What is there, at most as much as fits; waits for at least a byte. 0: the peer will send no more.
    [[nodiscard("write co_await")]] detail::TransferAwaiter read(std::span<char> buffer) {
        return {owner().source(), detail::Direction::read, buffer, false};
    }
    /// Fills the buffer; less only if the peer ends before.
    [[nodiscard("write co_await")]] detail::TransferAwaiter read_exact(std::span<char> buffer) {
        return {owner().source(), detail::Direction::read, buffer, true};
    }
    /// readv(2): fills several buffers with what is there. They must live until the end of the wait.
    [[nodiscard("write co_await")]] detail::VectoredAwaiter read_vectored(std::span<const iovec> parts) {
        return {owner().source(), detail::Direction::read, parts};
    }

 private:
    Owner& owner() { return static_cast<Owner&>(*this); }
};

/// What can be written to.
template <class Owner>
class Writable {
 public:
    /// Takes as much as there is room for; waits for room for at least a byte.
    [[nodiscard("write co_await")]] detail::TransferAwaiter write(std::span<const char> bytes) {
        return {owner().source(), detail::Direction::write, bytes, false};
    }
    /// Everything, or an error. A peer that does not read makes this wait: that is back-pressure.
    [[nodiscard("write co_await")]] detail::TransferAwaiter write_all(std::span<const char> bytes) {
        return {owner().source(), detail::Direction::write, bytes, true};
    }
    /// writev(2): gathers several pieces. They must live until the end of the wait.
    [[nodiscard("write co_await")]] detail::VectoredAwaiter write_vectored(std::span<const iovec> parts) {
        return {owner().source(), detail::Direction::write, parts};
    }
    /// Tells the peer that nothing more comes: shutdown(2) with SHUT_WR. Reading goes on.
    Result<> shutdown_write() { return detail::shutdown_write(owner().source()); }

 private:
    Owner& owner() { return static_cast<Owner&>(*this); }
};

struct StreamHalves;

/// A connection; closed when it is destroyed.
class TcpStream : public Readable<TcpStream>, public Writable<TcpStream> {
 public:
    explicit TcpStream(detail::Socket socket) : socket_(std::move(socket)) {}
    static Task<Result<TcpStream>> connect(SocketAddress address);

    /// One task may read while another one writes.
    StreamHalves split() &&;

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(descriptor(), false); }
    [[nodiscard]] SocketAddress peer_address() const { return detail::address_of(descriptor(), true); }
    /// TCP_NODELAY: small writes are sent at once. Throws std::system_error.
    void set_nodelay(bool on);
    /// close(2) will reset the connection instead of ending it in order: SO_LINGER with 0 seconds.
    void reset_on_close();
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
    [[nodiscard]] detail::Source& source() const { return socket_.source(); }

 private:
    detail::Socket socket_;
};

namespace detail {
/// A half shares the stream, which is closed with the last of them.
class Half {
 public:
    explicit Half(std::shared_ptr<TcpStream> stream) : stream_(std::move(stream)) {}
    [[nodiscard]] Source& source() const { return stream_->source(); }

 private:
    std::shared_ptr<TcpStream> stream_;
};
}  // namespace detail

class ReadHalf : public detail::Half, public Readable<ReadHalf> {
    using Half::Half;
};
class WriteHalf : public detail::Half, public Writable<WriteHalf> {
    using Half::Half;
};

template <>
inline constexpr bool detail::is_connection<TcpStream> = true;
template <>
inline constexpr bool detail::is_connection<ReadHalf> = true;
template <>
inline constexpr bool detail::is_connection<WriteHalf> = true;

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

    [[nodiscard]] SocketAddress local_address() const { return detail::address_of(descriptor(), false); }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }

 private:
    explicit TcpListener(detail::Socket socket) : socket_(std::move(socket)) {}
    detail::Socket socket_;
};

}  // namespace rt
