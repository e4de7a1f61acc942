// Whether a server will ever move again, told by looks at its threads while somebody waits for it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "evidence/proc/snapshot.hpp"

namespace grader {

/// Whether every thread sleeps, is stopped, waits in the kernel, or has ended and nobody has taken note of
/// it.
bool is_still(const Snapshot& now);

/// What servers of a program have shown, for those that are started later. Any thread.
struct Reputation {
    std::atomic<bool> spins{false};
};

/// Looks that are taken some ten milliseconds apart. Their own times count, no clock is asked. One thread.
class Hope {
 public:
    /// What is found out is noted in `known`, which is believed, too.
    explicit Hope(bool is_traced = false, std::shared_ptr<Reputation> known = std::make_shared<Reputation>());

    /// Somebody begins to wait, or what was waited for has come, or a part of it: what was seen until now
    /// says nothing about what follows.
    void begin();
    /// The same for the CPU time and for time-outs only: a server that works for somebody else sleeps in
    /// between.
    void moved();

    /// The next look, and why nothing will ever come, if that is known by now: its threads sleep, or are
    /// stopped, and none has run for a while, but for those that wake by themselves and go to sleep again.
    /// `held` of them are stopped by us.
    std::optional<std::string> lost(const Snapshot& now, std::size_t held);
    /// Whether it has only used CPU time, and much of it, since something came last: "4.2 s of CPU time"; or,
    /// traced, made very many calls. Of a program that has been found out a quarter is enough.
    [[nodiscard]] std::optional<std::string> spins();
    /// Whether it has been found out.
    [[nodiscard]] bool has_spun() const { return known_->spins; }

 private:
    std::optional<std::string> still(const Snapshot& now) const;
    std::optional<std::string> only_ticks(const Snapshot& now);

    std::uint64_t switches_ = 0;
    std::int64_t still_since_ns_ = 0;  // 0: not since a look
    int still_looks_ = 0;
    std::optional<Snapshot> busy_since_;   // the first look after moved() at which it did not sleep
    std::optional<Snapshot> ticks_since_;  // the first one after it since when only time-outs have elapsed
    std::uint64_t ticking_looks_ = 0;      // since then, with all of them asleep
    bool is_traced_ = false;
    std::shared_ptr<Reputation> known_;
    Snapshot last_;
};

}  // namespace grader
