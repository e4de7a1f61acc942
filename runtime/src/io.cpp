#include "rt/io.hpp"

#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "rt/runtime_core.hpp"
#include "rt/spawn.hpp"

namespace rt::detail {

Socket::Socket(int descriptor) {
    source_ = new Source(descriptor, current_runtime());
    try {
        source_->runtime().reactor.add(*source_);
    } catch (...) {
        ::close(descriptor);
        delete source_;
        throw;
    }
}

Socket::~Socket() {
    if (source_ == nullptr || !source_->drop()) return;
    // Closing takes it out of the epoll. The poller may still hold an event of it.
    ::close(source_->descriptor());
    source_->runtime().bury(*source_);
}

void Socket::throw_moved_from() {
    throw std::logic_error("this socket was moved from: it belongs to another object now");
}

bool IoAwaiter::poll() {
    for (;;) {
        bool over = false;
        if (cancelled()) {
            error_ = ECANCELED;
            over = true;
        } else if (may_try()) {
            const std::uint64_t seen = source_.readiness();
            if (Source::is_ready(seen, direction_)) {
                const Attempt result = attempt();
                over = result == Attempt::done || result == Attempt::done_short;
                const bool nothing_left = result == Attempt::done_short || result == Attempt::would_block;
                // Unless an event came between the look and now.
                if (nothing_left && !source_.use_up(direction_, seen) && !over) continue;
            }
        }
        if (over) {
            if (arranged_) source_.settle(direction_);
            note_end();
            return true;
        }
        if (arranged_) return false;
        // Arranged before the last look, so that an event between the two wakes us.
        arranged_ = source_.arrange(direction_, *this_context.task);
        if (!arranged_) {
            error_ = EBUSY;
            return true;
        }
    }
}

bool IoAwaiter::is_interrupted(long result) {
    return result < 0 && errno == EINTR;
}

bool IoAwaiter::is_blocked(long result) {
    return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace rt::detail
