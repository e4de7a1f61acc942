// The fixture of the checks that query the traced session.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/pattern_session.hpp"
#include "checks/server_check.hpp"

namespace grader {

/// What the untraced look shows against a server; nothing of a right one.
using UntracedRule = std::optional<std::string> (*)(int lab, const UntracedLook& look);
std::optional<std::string> waits_wrongly(int lab, const UntracedLook& look);
std::optional<std::string> is_restless(int lab, const UntracedLook& look);

class PatternCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    using LooksAt = PatternSession;

 protected:
    /// Plays the session, or takes up the one that was played; serving_ is its log up to the rude clients. A
    /// server that echoed nothing proves nothing, nor does one whose calls were not seen, or that does
    /// something else when nobody traces it. Where nothing can be traced, `rule` is all that judges.
    const PatternSession& observe(UntracedRule rule = nullptr);
    /// The same for who looks for too much of something: what is in a log that is not whole is enough to
    /// fail. To pass takes all of it: require_all_is_there(), at the end.
    const PatternSession& observe_what_is_there(UntracedRule rule = nullptr);
    void require_all_is_there(const PatternSession& session);
    /// None worth mentioning, while all clients are silent.
    void require_no_cpu_time(const PatternSession& session) const;
    /// By this rule, as a step of its own.
    void judge_untraced(const UntracedLook& look, UntracedRule rule);

    [[nodiscard]] std::string client(int port) const;
    /// The student's line that made one of these calls, or an earlier one of the same name on the same
    /// thread: stacks are walked for the first calls only.
    [[nodiscard]] std::optional<SourceLine> line_of(const std::vector<Event>& calls) const;
    [[noreturn]] void fail_at(FactKind fact, std::string value, const std::string& seen,
                              const Event& culprit) const;

    /// For a closer look there is the session's log.
    void add_circumstances(Finding& finding) override;

    /// The session is over: its beginning, once more.
    Server* own_server() override;

    const ClientNames* names_ = nullptr;
    EventLog serving_;

 private:
    [[nodiscard]] const PatternSession& session() const;
    void require_the_same_untraced(const PatternSession& session);

    std::unique_ptr<QuietSession> again_;
};

}  // namespace grader
