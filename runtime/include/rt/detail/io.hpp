// What all I/O awaiters share: try the call first; only if it would block, wait for readiness.
#pragma once

#include <memory>

#include "rt/detail/source.hpp"

namespace rt::detail {

/// Owns a descriptor and its registration.
class Socket {
 public:
    /// Takes a non-blocking descriptor and registers it with the runtime of the calling task. Throws
    /// std::system_error, the descriptor closed.
    explicit Socket(int descriptor);
    Socket(int descriptor, RuntimeCore& runtime);

    /// Throws std::logic_error if this was moved from.
    [[nodiscard]] Source& source() const;
    [[nodiscard]] int descriptor() const { return source().descriptor(); }

 private:
    struct Close {
        void operator()(Source* source) const;
    };
    std::unique_ptr<Source, Close> source_;
};

class IoAwaiter : public Leaf {
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
        interrupted
    };
    IoAwaiter(Source& source, Direction direction, bool whole = false)
        : direction_(direction), whole_(whole), source_(source) {}

    virtual Attempt attempt() = 0;

    /// What a call that has failed makes of the attempt, by its errno.
    Attempt failed();

    // In the order that wastes no room: an idle connection's frame is mostly awaiters.
    const Direction direction_;
    const bool whole_;  // not done before all bytes are transferred
    bool arranged_ = false;
    Source& source_;
};

}  // namespace rt::detail
