// arrange(), use_up() and IoAwaiter are called by the worker that runs the waiting task, note() by the
// poller. They may be at it at the same time, and nobody takes a lock: a lock would cost each idle connection
// 40 bytes. The order of their steps is what keeps an event from being lost, see PROTOCOLS.md.
#include "rt/detail/io.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "observe/observer.hpp"
#include "scheduler/scheduler.hpp"

namespace rt::detail {

bool Source::arrange(Direction direction, TaskCore& task) {
    sync::atomic<TaskCore*>& waiting = waiting_[static_cast<unsigned>(direction)];
    TaskCore* const before = waiting.load(std::memory_order_relaxed);
    if (before != nullptr) return before == &task;
    task.note_reactor();
    // Sequentially consistent, as are readiness() and note(): either the poller sees who waits, or we see
    // what it noted.
    waiting.store(&task, std::memory_order_seq_cst);
    return true;
}

bool Source::use_up(Direction direction, std::uint64_t seen) {
    return readiness_.compare_exchange_strong(seen, seen & ~bit(direction), std::memory_order_acq_rel);
}

void Source::note(std::uint32_t events) {
    std::uint64_t bits = 0;
    if ((events & (EPOLLIN | EPOLLPRI)) != 0) bits |= bit(Direction::read);
    if ((events & EPOLLOUT) != 0) bits |= bit(Direction::write);
    // RDHUP: the peer will send no more; writing to it goes on. HUP and ERR: neither direction lives.
    if ((events & EPOLLRDHUP) != 0) bits |= closed_bit(Direction::read);
    if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        bits |= closed_bit(Direction::read) | closed_bit(Direction::write);
    if (runtime_.observer)
        runtime_.observer->note_readiness(descriptor_, is_ready(bits, Direction::read),
                                          is_ready(bits, Direction::write));
    // The tick goes up even when the bits are there already: who has just tried and found nothing must not
    // take this event back with the old ones.
    std::uint64_t before = readiness_.load(std::memory_order_relaxed);
    while (!readiness_.compare_exchange_weak(before, (before | bits) + one_tick, std::memory_order_seq_cst)) {
    }
    for (const Direction direction : {Direction::read, Direction::write}) {
        if (!is_ready(bits, direction)) continue;
        if (TaskCore* task = waiting_[static_cast<unsigned>(direction)].load(std::memory_order_seq_cst))
            task->wake();
    }
}

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
