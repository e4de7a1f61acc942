#include "rt/detail/io.hpp"

#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "observe/observer.hpp"
#include "rt/spawn.hpp"
#include "scheduler/runtime_core.hpp"

namespace rt::detail {

Socket::Socket(int descriptor) : Socket(descriptor, current_runtime()) {}

Socket::Socket(int descriptor, RuntimeCore& runtime) : source_(new Source(descriptor, runtime)) {
    runtime.reactor.add(*source_);
}

void Socket::Close::operator()(Source* source) const {
    // Closing takes it out of the epoll. The poller may still hold an event of it.
    if (source->runtime().observer) source->runtime().observer->note_close(*source);
    ::close(source->descriptor());
    source->runtime().reactor.retire(std::shared_ptr<Source>(source));
}

Source& Socket::source() const {
    if (source_ == nullptr)
        throw std::logic_error("this socket was moved from: it belongs to another object now");
    return *source_;
}

// The order is the handshake with Source::note(): enter oneself, then look once more. Before that, the call
// is tried without entering anything, since mostly it succeeds.
bool IoAwaiter::poll() {
    for (;;) {
        bool over = gives_up();
        const std::uint64_t seen = source_.readiness();
        if (!over && Source::is_ready(seen, direction_)) {
            const Attempt result = attempt();
            if (result == Attempt::interrupted) continue;
            over = result != Attempt::would_block;
            // Nothing is left, unless an event came between the look and now.
            if (result != Attempt::done && !source_.use_up(direction_, seen) && !over) continue;
        }
        if (over) {
            if (arranged_) source_.settle(direction_);
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

IoAwaiter::Attempt IoAwaiter::failed() {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Attempt::would_block;
    if (errno == EINTR) return Attempt::interrupted;
    error_ = errno;
    return Attempt::done;
}

}  // namespace rt::detail
