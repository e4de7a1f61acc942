// What all I/O awaiters share: try the call first; only if it would block, wait for readiness.
#pragma once

#include <utility>

#include "rt/result.hpp"
#include "rt/source.hpp"

namespace rt::detail {

/// Owns a descriptor and its registration; copies share both, the last one closes.
class Socket {
 public:
    Socket() = default;
    /// Takes a non-blocking descriptor and registers it with the runtime of the calling task. Throws
    /// std::system_error, the descriptor closed.
    explicit Socket(int descriptor);
    Socket(const Socket& other) : source_(other.source_) {
        if (source_ != nullptr) source_->hold();
    }
    Socket(Socket&& other) noexcept : source_(std::exchange(other.source_, nullptr)) {}
    Socket& operator=(Socket other) noexcept {
        std::swap(source_, other.source_);
        return *this;
    }
    ~Socket();

    /// Throws std::logic_error if this was moved from.
    [[nodiscard]] Source& source() const {
        if (source_ == nullptr) throw_moved_from();
        return *source_;
    }
    [[nodiscard]] int descriptor() const { return source().descriptor(); }

 private:
    [[noreturn]] static void throw_moved_from();
    Source* source_ = nullptr;
};

class IoAwaiter : public LeafAwaiter {
 public:
    bool poll() final;
    [[nodiscard]] const char* what() const override {
        return direction_ == Direction::read ? "something to read" : "room to write";
    }

 protected:
    enum class Attempt {
        done,        // and perhaps there is more
        done_short,  // and the call has shown that nothing is left
        would_block,
        postponed  // something else will wake the task; the readiness stays
    };
    IoAwaiter(Source& source, Direction direction, bool whole = false)
        : source_(source), direction_(direction), whole_(whole) {}
    ~IoAwaiter() = default;

    virtual Attempt attempt() = 0;
    /// Where the wait is for something else than readiness; called before each try.
    virtual bool may_try() { return true; }
    virtual void note_end() {}

    /// EAGAIN and EINTR are no results.
    static bool is_interrupted(long result);
    static bool is_blocked(long result);

    // In the order that wastes no room: an idle connection's frame is mostly awaiters.
    Source& source_;
    int error_ = 0;

 private:
    Direction direction_;
    bool arranged_ = false;

 protected:
    bool whole_;  // not done before all bytes are transferred
};

}  // namespace rt::detail
