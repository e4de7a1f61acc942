// Whether a server will ever move again, told by looks at its threads while somebody waits for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "evidence/proc/snapshot.hpp"

namespace grader {

/// Whether every thread sleeps, is stopped, or waits in the kernel.
bool is_still(const Snapshot& now);

/// Looks that are taken some ten milliseconds apart. Their own times count, no clock is asked. One thread.
class Hope {
 public:
    /// Somebody begins to wait, or what was waited for has come, or a part of it: what was seen until now
    /// says nothing about what follows.
    void begin();
    /// The same for the CPU time only: a server that works for somebody else sleeps in between.
    void moved();

    /// The next look, and why nothing will ever come, if that is known by now: its threads sleep, or are
    /// stopped, and none has run for a while. `held` of them are stopped by us.
    std::optional<std::string> lost(const Snapshot& now, std::size_t held);
    /// Whether it has only used CPU time, and much of it, since something came last: "4.2 s of CPU time".
    [[nodiscard]] std::optional<std::string> spins() const;

 private:
    std::optional<std::string> still(const Snapshot& now) const;

    std::uint64_t switches_ = 0;
    std::int64_t still_since_ns_ = 0;  // 0: not since a look
    int still_looks_ = 0;
    std::optional<Snapshot> busy_since_;  // the first look after moved() at which it did not sleep
    Snapshot last_;
};

}  // namespace grader
