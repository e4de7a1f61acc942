// Leaves that make one system call each, and the few coroutines that put them together. All of it runs on the
// worker of the task that calls.
#include "rt/tcp.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "rt/time.hpp"

namespace rt {

namespace {

/// Nothing is wrong with the client or the listener: the process or the machine has too little of something.
bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

std::size_t size_of(std::span<const iovec> parts) {
    std::size_t sum = 0;
    for (const iovec& part : parts) sum += part.iov_len;
    return sum;
}

}  // namespace

SocketAddress::SocketAddress(const std::string& host, std::uint16_t port) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &address_.sin_addr) != 1)
        throw std::invalid_argument("'" + host + "' is no IPv4 address");
}

std::uint16_t SocketAddress::port() const {
    return ntohs(address_.sin_port);
}

std::string SocketAddress::to_string() const {
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &address_.sin_addr, text, sizeof text);
    return std::string(text) + ":" + std::to_string(port());
}

namespace detail {

// A transfer that gets less than it asked for has emptied the socket (or filled it), so the next one need not
// try: a new event will come. (If the peer has ended, an event that stays has said so: Source::note().)
IoAwaiter::Attempt TransferAwaiter::attempt() {
    for (;;) {
        const std::size_t rest = size_ - count_;
        const ssize_t moved = transfer();
        if (moved < 0) return failed();
        count_ += static_cast<std::size_t>(moved);
        if (moved == 0 || static_cast<std::size_t>(moved) == rest) return Attempt::done;
        if (!whole_) return Attempt::done_short;
    }
}

// Of a reader's buffer only the awaiter thinks that it is const. MSG_NOSIGNAL: a peer that has gone is an
// error of this call, and no signal that ends the program.
ssize_t TransferAwaiter::transfer() {
    const char* const rest = buffer_ + count_;
    return direction_ == Direction::read
               ? ::recv(source_.descriptor(), const_cast<char*>(rest), size_ - count_, 0)
               : ::send(source_.descriptor(), rest, size_ - count_, MSG_NOSIGNAL);
}

VectoredAwaiter::VectoredAwaiter(Source& source, Direction direction, std::span<const iovec> parts)
    : TransferAwaiter(source, direction, size_of(parts)), parts_(parts) {}

ssize_t VectoredAwaiter::transfer() {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts_.data());
    message.msg_iovlen = parts_.size();
    return direction_ == Direction::read ? ::recvmsg(source_.descriptor(), &message, 0)
                                         : ::sendmsg(source_.descriptor(), &message, MSG_NOSIGNAL);
}

SocketAddress address_of(int descriptor, bool peer) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    check(peer ? ::getpeername(descriptor, raw, &size) : ::getsockname(descriptor, raw, &size),
          peer ? "getpeername" : "getsockname");
    return SocketAddress(address);
}

Result<> shutdown_write(const Source& source) {
    if (::shutdown(source.descriptor(), SHUT_WR) != 0) return Failure(errno);
    return {};
}

namespace {

/// The end of a connect(2) that is under way: the socket becomes writable.
class ConnectAwaiter final : public IoAwaiter {
 public:
    explicit ConnectAwaiter(Source& source) : IoAwaiter(source, Direction::write) {}
    [[nodiscard]] int await_resume() const { return error_; }

 private:
    Attempt attempt() override {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(source_.descriptor(), reinterpret_cast<sockaddr*>(&peer), &size) == 0)
            return Attempt::done;
        size = sizeof error_;
        ::getsockopt(source_.descriptor(), SOL_SOCKET, SO_ERROR, &error_, &size);
        return error_ == 0 ? Attempt::would_block : Attempt::done;
    }
};

class AcceptAwaiter final : public IoAwaiter {
 public:
    explicit AcceptAwaiter(Source& listener) : IoAwaiter(listener, Direction::read) {}
    [[nodiscard]] const char* what() const override { return "a client"; }
    [[nodiscard]] Result<int> await_resume() const {
        if (error_ != 0) return Failure(error_);
        return descriptor_;
    }

 private:
    Attempt attempt() override {
        for (;;) {
            descriptor_ = ::accept4(source_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor_ >= 0) return Attempt::done;
            if (!concerns_the_client(errno)) return failed();
        }
    }

    /// A client that has gone, or its network's trouble: accept(2) passes on errors of the connection.
    static bool concerns_the_client(int error) {
        constexpr std::array others{EAGAIN, EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP, EFAULT};
        return !is_shortage(error) && std::find(others.begin(), others.end(), error) == others.end();
    }

    int descriptor_ = -1;
};

}  // namespace
}  // namespace detail

Task<Result<TcpStream>> TcpStream::connect(SocketAddress address) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) co_return Failure(errno);
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address.raw());
    const int begun = ::connect(descriptor, raw, sizeof address.raw());
    const int begin_error = begun == 0 || errno == EINPROGRESS || errno == EINTR ? 0 : errno;
    // Registered only now: epoll reports a socket that has not begun to connect as hung up.
    detail::Socket socket(descriptor);
    if (begin_error != 0) co_return Failure(begin_error);
    const int error = co_await detail::ConnectAwaiter(socket.source());
    if (error != 0) co_return Failure(error);
    co_return TcpStream(std::move(socket));
}

StreamHalves TcpStream::split() && {
    const auto shared = std::make_shared<TcpStream>(std::move(*this));
    return {ReadHalf(shared), WriteHalf(shared)};
}

void TcpStream::set_nodelay(bool on) {
    const int value = on ? 1 : 0;
    detail::check(::setsockopt(descriptor(), IPPROTO_TCP, TCP_NODELAY, &value, sizeof value),
                  "setsockopt(TCP_NODELAY)");
}

void TcpStream::reset_on_close() {
    const linger at_once{1, 0};
    detail::check(::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once),
                  "setsockopt(SO_LINGER)");
}

TcpListener TcpListener::bind(const SocketAddress& address, int backlog) {
    const int descriptor =
        detail::check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    const int on = 1;
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address.raw());
    if (::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(descriptor, raw, sizeof address.raw()) != 0 || ::listen(descriptor, backlog) != 0) {
        const int error = errno;
        ::close(descriptor);
        throw std::system_error(error, std::generic_category(), "listen at " + address.to_string());
    }
    return TcpListener(detail::Socket(descriptor));
}

// EMFILE and its like leave the client in the backlog, so an edge-triggered epoll says nothing more, and a
// level-triggered one would say it at once and for ever. So time has to pass.
Task<Result<TcpStream>> TcpListener::accept() {
    for (;;) {
        const Result<int> descriptor = co_await detail::AcceptAwaiter(socket_.source());
        if (descriptor) co_return TcpStream(detail::Socket(*descriptor));
        if (!is_shortage(descriptor.error())) co_return Failure(descriptor.error());
        try {
            co_await sleep(std::chrono::milliseconds(50));
        } catch (const Cancelled&) {
            co_return Failure(ECANCELED);
        }
    }
}

}  // namespace rt
