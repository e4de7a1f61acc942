// The fixture of the checks that query the traced session.
#pragma once

#include <string>

#include "checks/pattern_session.hpp"
#include "checks/server_check.hpp"

namespace grader {

/// Of one core, while all clients are silent: more is spinning.
constexpr double idle_cpu_share = 0.05;

class PatternCheck : public ServerCheck {
 public:
    static constexpr const char* scene = pattern_scene;

 protected:
    /// Plays the session, or takes up the one that was played; serving_ is its log up to the rude clients. A
    /// server that echoed nothing proves nothing.
    const PatternSession& observe();

    [[nodiscard]] std::string client(int port) const;
    /// The student's line that made one of these calls, or an earlier one of the same name on the same
    /// thread: stacks are walked for the first calls only.
    [[nodiscard]] std::optional<SourceLine> line_of(const std::vector<Event>& calls) const;
    [[noreturn]] void fail_at(const std::string& seen, const Event& culprit) const;

    const ClientNames* names_ = nullptr;
    EventLog serving_;
};

}  // namespace grader
