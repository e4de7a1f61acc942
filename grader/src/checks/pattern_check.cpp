#include "checks/pattern_check.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks/rest.hpp"

namespace grader {

namespace {

// Of one core, while all clients are silent: more is spinning.
constexpr double idle_cpu_share = 0.05;

}  // namespace

// Played beside the first checks, it has had more time than any check: it is not begun again.
const PatternSession& PatternCheck::session() const {
    try {
        return scenes_.look_at<PatternSession>();
    } catch (const SceneTooSlow&) {
        inconclusive(
            std::string(no_time_left) +
            ": the traced session, at which this check looks, took too long. Alone it has more time");
    }
}

const PatternSession& PatternCheck::observe(UntracedRule rule) {
    const PatternSession& session = observe_what_is_there(rule);
    require_all_is_there(session);
    return session;
}

void PatternCheck::require_all_is_there(const PatternSession& session) {
    require_accounted_for(session.log, session.echoed, session.names);
    require_the_same_untraced(session);
}

const PatternSession& PatternCheck::observe_what_is_there(UntracedRule rule) {
    const PatternSession& session = this->session();
    names_ = &session.names;
    if (!subject_.can_trace()) {
        judge_untraced(session.untraced, rule);
        require_tracing();
    }
    for (const std::string& taken : session.steps) step("{}", taken);
    // How far it came is chance, and so is what its log shows.
    if (!session.ended.empty()) {
        std::vector<Exhibit> exhibits;
        if (!session.last_words.empty())
            exhibits.push_back(last_words("What the server wrote to standard error", session.last_words));
        fail(FactKind::ended_while_serving, "",
             "this can only be judged of a server that serves its clients: it " + session.ended, exhibits);
    }
    if (session.echoes == 0) {
        Finding finding;
        finding.seen = "this can only be judged of a server that echoes: " +
                       (session.trouble.empty() ? std::string("no client got an answer") : session.trouble);
        finding.facts = session.trouble_facts;
        throw CheckFailed(std::move(finding));
    }
    serving_ = session.log.between("", "rude");
    return session;
}

std::optional<std::string> waits_wrongly(int lab, const UntracedLook& look) {
    if (look.looks.empty()) return std::nullopt;
    return waits_wrongly(lab, look.looks, look.ports, look.names);
}

std::optional<std::string> is_restless(int /*lab*/, const UntracedLook& look) {
    return look.unrest;
}

void PatternCheck::require_no_cpu_time(const PatternSession& session) const {
    const double used = static_cast<double>(cpu_between(session.idle, session.idle_end)) / 1e9;
    if (used <= idle_cpu_share * session.idle_seconds()) return;
    fail(FactKind::busy_in_silence, "cpu",
         fmt::format("{:.0f} ms of CPU time in {:.1f} s of silence: something spins", used * 1e3,
                     session.idle_seconds()),
         {thread_table(session.idle_end, session.names)});
}

void PatternCheck::judge_untraced(const UntracedLook& look, UntracedRule rule) {
    if (rule == nullptr) return;
    step("start the server, without a tracer; {} clients connect, have an echo, and are silent",
         look.ports.size());
    if (const auto seen = rule(subject_.lab, look))
        fail(FactKind::busy_in_silence, "untraced", "while all clients are silent: " + *seen,
             {thread_table(look.looks.back(), look.names)});
}

void PatternCheck::require_the_same_untraced(const PatternSession& session) {
    // Who waits wrongly in both is told so by the checks that are about that.
    if (session.quiet.empty() ||
        waits_wrongly(subject_.lab, session.quiet, session.idle_ports, session.names))
        return;
    const auto untraced = waits_wrongly(subject_.lab, session.untraced);
    if (!untraced) return;
    step("and once more without the tracer: {} clients connect, have an echo, and are silent",
         session.untraced.ports.size());
    fail(FactKind::other_when_untraced, "",
         "the server does something else when it is not traced: " + *untraced,
         {thread_table(session.untraced.looks.back(), session.untraced.names)});
}

void PatternCheck::add_circumstances(Finding& finding) {
    ServerCheck::add_circumstances(finding);
    if (look_ == nullptr || names_ == nullptr) return;
    const PatternSession& session = this->session();
    look_->clients = session.names;
    look_->log = session.log;
    look_->in_flight = session.waiting;
    look_->at_failure = session.idle_end;
}

Server* PatternCheck::own_server() {
    if (Server* const own = ServerCheck::own_server()) return own;
    step("for gdb: once more and without a tracer, up to where the first clients have had their echoes");
    again_ = std::make_unique<QuietSession>(subject_);
    return &again_->server();
}

std::string PatternCheck::client(int port) const {
    const auto found = names_->find(port);
    return found == names_->end() ? "a client" : found->second;
}

std::optional<SourceLine> PatternCheck::line_of(const std::vector<Event>& calls) const {
    std::set<std::pair<int, Call>> kinds;
    for (const Event& call : calls) {
        if (auto line = own_line(call)) return line;
        kinds.emplace(call.tid, call.call);
    }
    for (const Event& event : serving_.events()) {
        if (event.stack.empty() || kinds.count({event.tid, event.call}) == 0) continue;
        if (auto line = own_line(event)) return line;
    }
    return std::nullopt;
}

void PatternCheck::fail_at(FactKind fact, std::string value, const std::string& seen,
                           const Event& culprit) const {
    fail(fact, std::move(value), seen, {trace_excerpt("The call", {culprit}, *names_)}, own_line(culprit));
}

}  // namespace grader
