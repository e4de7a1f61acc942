#include "rt/tcp.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "rt/runtime_core.hpp"

namespace rt {

namespace {

int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
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

// A read that gets less than it asked for has emptied the socket, so the next one need not try: a new event
// will come. (If the peer has ended, an event that stays has said so: Source::note().)
IoAwaiter::Attempt ReadAwaiter::attempt() {
    for (;;) {
        const std::span<char> rest = buffer_.subspan(count_);
        const ssize_t got = ::recv(source_.descriptor(), rest.data(), rest.size(), 0);
        if (is_interrupted(got)) continue;
        if (is_blocked(got)) return Attempt::would_block;
        if (got < 0) {
            error_ = errno;
            return Attempt::done;
        }
        count_ += static_cast<std::size_t>(got);
        const bool filled = static_cast<std::size_t>(got) == rest.size();
        if (got == 0 || filled) return Attempt::done;
        if (!whole_) return Attempt::done_short;
    }
}

IoAwaiter::Attempt WriteAwaiter::attempt() {
    for (;;) {
        const std::span<const char> rest = bytes_.subspan(count_);
        // MSG_NOSIGNAL: a peer that has gone is an error of this call, and no signal that ends the program.
        const ssize_t sent = ::send(source_.descriptor(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (is_interrupted(sent)) continue;
        if (is_blocked(sent)) return Attempt::would_block;
        if (sent < 0) {
            error_ = errno;
            return Attempt::done;
        }
        count_ += static_cast<std::size_t>(sent);
        if (static_cast<std::size_t>(sent) == rest.size()) return Attempt::done;
        if (!whole_) return Attempt::done_short;
    }
}

IoAwaiter::Attempt VectoredAwaiter::attempt() {
    for (;;) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(parts_.data());
        message.msg_iovlen = parts_.size();
        const ssize_t count = reads_ ? ::recvmsg(source_.descriptor(), &message, 0)
                                     : ::sendmsg(source_.descriptor(), &message, MSG_NOSIGNAL);
        if (is_interrupted(count)) continue;
        if (is_blocked(count)) return Attempt::would_block;
        if (count < 0)
            error_ = errno;
        else
            count_ = static_cast<std::size_t>(count);
        return Attempt::done;
    }
}

Result<> shut_down_writing(Source& source) {
    if (::shutdown(source.descriptor(), SHUT_WR) != 0) return Failure(errno);
    return {};
}

SocketAddress address_of(const Socket& socket, bool peer) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    check(peer ? ::getpeername(socket.descriptor(), raw, &size)
               : ::getsockname(socket.descriptor(), raw, &size),
          peer ? "getpeername" : "getsockname");
    return SocketAddress(address);
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

void TcpStream::set_nodelay(bool on) {
    const int value = on ? 1 : 0;
    check(::setsockopt(descriptor(), IPPROTO_TCP, TCP_NODELAY, &value, sizeof value),
          "setsockopt(TCP_NODELAY)");
}

void TcpStream::reset_on_close() {
    const linger at_once{1, 0};
    check(::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once),
          "setsockopt(SO_LINGER)");
}

TcpListener TcpListener::bind(const SocketAddress& address, int backlog) {
    const int descriptor = check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
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

detail::IoAwaiter::Attempt TcpListener::AcceptAwaiter::attempt() {
    constexpr Duration pause = std::chrono::milliseconds(50);
    for (;;) {
        descriptor_ = ::accept4(source_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor_ >= 0) return Attempt::done;
        switch (errno) {
            case EAGAIN:
                return Attempt::would_block;
            case EMFILE:
            case ENFILE:
            case ENOBUFS:
            case ENOMEM: {
                detail::RuntimeCore& runtime = source_.runtime();
                if (runtime.timers.add(back_off_, *detail::this_context.task, runtime.clock.now() + pause))
                    runtime.reactor.interrupt();
                // Not "would block": the readiness must stay, since no new event will come.
                return Attempt::postponed;
            }
            case EBADF:
            case EINVAL:
            case ENOTSOCK:
            case EOPNOTSUPP:
            case EFAULT:
                error_ = errno;
                return Attempt::done;
            default:
                // A client that has gone, or its network's trouble: accept(2) passes on errors of the
                // connection.
                continue;
        }
    }
}

bool TcpListener::AcceptAwaiter::may_try() {
    return !source_.runtime().timers.holds(back_off_);
}

void TcpListener::AcceptAwaiter::note_end() {
    source_.runtime().timers.remove(back_off_);
}

Result<TcpStream> TcpListener::AcceptAwaiter::await_resume() {
    if (error_ != 0) return Failure(error_);
    return TcpStream(detail::Socket(descriptor_));
}

}  // namespace rt
