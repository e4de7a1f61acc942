// What the programs of the model are made of: each is run once for each seed, and must come to its end.
#pragma once

#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "model/events.hpp"
#include "model/sync.hpp"
#include "rt/rt.hpp"

namespace rt::model {

/// A failure names its seed, and RT_SEED=… runs just this one; RT_SEEDS=… runs so many instead of the usual.
inline void expect_an_end_for_each_seed(unsigned long long seeds, const std::function<void()>& program) {
    const auto number_in = [](const char* variable, unsigned long long otherwise) {
        const char* const text = std::getenv(variable);
        return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
    };
    const unsigned long long first = number_in("RT_SEED", 1);
    const unsigned long long last = number_in("RT_SEED", number_in("RT_SEEDS", seeds));
    for (unsigned long long seed = first; seed <= last; ++seed) {
        const std::string failure = run(seed, program);
        ASSERT_EQ(failure, "") << "RT_SEED=" << seed;
    }
}

inline Options several_workers() {
    Options options;
    options.workers = 2 + pick(2);
    options.clock = ClockKind::virtual_time;
    return options;
}

/// Lets others do so many steps at most.
inline void dawdle(unsigned most_steps) {
    for (unsigned steps = pick(most_steps); steps > 0; --steps) detail::sync::step();
}

/// Something that is said on it is heard once, by who waits for it.
class Wire {
 public:
    /// So much has been said before somebody listened.
    explicit Wire(detail::RuntimeCore& runtime, unsigned said = 0) : said_(said), source_(-1, runtime) {}
    void say() {
        ++said_;
        post_event(source_, EPOLLIN);
    }

    class Listening final : public detail::IoAwaiter {
     public:
        explicit Listening(Wire& wire) : IoAwaiter(wire.source_, detail::Direction::read), wire_(wire) {}
        [[nodiscard]] Result<> await_resume() const {
            if (error_ != 0) return Failure(error_);
            return {};
        }

     private:
        Attempt attempt() override {
            if (wire_.said_ == wire_.heard_) return Attempt::would_block;
            ++wire_.heard_;
            return Attempt::done;
        }
        Wire& wire_;
    };
    Listening listen() { return Listening(*this); }
    [[nodiscard]] bool all_is_heard() const { return said_ == heard_; }

 private:
    // The kernel's side, which is no step of ours.
    unsigned said_;
    unsigned heard_ = 0;
    detail::Source source_;
};

}  // namespace rt::model
