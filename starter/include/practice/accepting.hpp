// Provided, practice 3: a listening socket on the runtime's own epoll. This is a leaf as the runtime has
// them: IoAwaiter does the waiting, attempt() is all that is left to say.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "lab/options.hpp"
#include "rt/rt.hpp"

namespace practice {

/// Listens where the options say; throws std::system_error.
inline int listen_at(const lab::Options& options) {
    const rt::SocketAddress address(options.host, options.port);
    const int descriptor =
        rt::detail::check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    const int on = 1;
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address.raw());
    if (::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(descriptor, raw, sizeof address.raw()) != 0 || ::listen(descriptor, SOMAXCONN) != 0) {
        const int error = errno;
        ::close(descriptor);
        throw std::system_error(error, std::generic_category(), "listen at " + address.to_string());
    }
    return descriptor;
}

/// The next client's descriptor, non-blocking; or an error.
class Accepting final : public rt::detail::IoAwaiter {
 public:
    explicit Accepting(rt::detail::Source& listener) : IoAwaiter(listener, rt::detail::Direction::read) {}
    [[nodiscard]] const char* what() const override { return "a client"; }
    [[nodiscard]] rt::Result<int> await_resume() const {
        if (error_ != 0) return rt::Failure(error_);
        return descriptor_;
    }

 private:
    Attempt attempt() override {
        for (;;) {
            descriptor_ = ::accept4(source_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor_ >= 0) return Attempt::done;
            // A client that has gone again is nobody's trouble.
            if (errno != ECONNABORTED && errno != EPROTO) return failed();
        }
    }

    int descriptor_ = -1;
};

}  // namespace practice
