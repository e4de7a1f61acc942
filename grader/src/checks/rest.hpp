// Whether a server to which nobody says anything is at rest. At rest is one whose threads all sleep, and none
// of which runs between looks. The opposite takes more: CPU time, or waking up over and over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "evidence/server.hpp"

namespace grader {

/// CPU time between two looks, of the threads that lived at the second.
std::int64_t cpu_between(const Snapshot& before, const Snapshot& after);
/// The same, and the time in which they waited for a CPU: what they would have liked to have.
std::int64_t wanted_between(const Snapshot& before, const Snapshot& after);

/// Looks that are taken one after another while a server should have nothing to do. One that comes to rest at
/// any time is at rest; the machine alone keeps no server from it.
class RestWatch {
 public:
    /// The next look, some milliseconds after the one before. False once it is known how things are.
    bool look(const Snapshot& now);
    [[nodiscard]] bool at_rest() const;
    /// "48 ms of CPU time in 0.1 s"; nothing of a server at rest, or if too little was seen.
    [[nodiscard]] std::optional<std::string> spins() const;
    /// The same, or "60 awakenings in 0.1 s".
    [[nodiscard]] std::optional<std::string> unrest() const;

 private:
    [[nodiscard]] std::int64_t watched_ns() const;

    std::optional<Snapshot> first_;
    Snapshot last_;
    int calm_ = 0;
    bool slept_ = false;  // all threads, at some look
};

/// Watches for a quarter of a second, or until it is at rest, which takes 15 ms.
RestWatch watch_rest(Server& server);

}  // namespace grader
