#include "checks/pattern_check.hpp"

#include <set>
#include <utility>

namespace grader {

const PatternSession& PatternCheck::observe() {
    const PatternSession& session = pattern_session();
    for (const std::string& taken : session.steps) step("{}", taken);
    // How far it came is chance, and so is what its log shows.
    if (!session.ended.empty()) {
        std::vector<Exhibit> exhibits;
        if (!session.last_words.empty())
            exhibits.push_back(last_words("What the server wrote to standard error", session.last_words));
        fail("this can only be judged of a server that serves its clients: it " + session.ended, exhibits);
    }
    if (session.echoes == 0) {
        fail("this can only be judged of a server that echoes: " +
             (session.trouble.empty() ? std::string("no client got an answer") : session.trouble));
    }
    names_ = &session.names;
    serving_ = session.log.between("", "rude");
    return session;
}

std::string PatternCheck::client(int port) const {
    const auto found = names_->find(port);
    return found == names_->end() ? "a client" : found->second;
}

std::optional<SourceLine> PatternCheck::line_of(const std::vector<Event>& calls) const {
    std::set<std::pair<int, std::string>> kinds;
    for (const Event& call : calls) {
        if (auto line = own_source_line(call, subject().sources)) return line;
        kinds.emplace(call.tid, call.name);
    }
    for (const Event& event : serving_.events()) {
        if (event.stack.empty() || kinds.count({event.tid, event.name}) == 0) continue;
        if (auto line = own_source_line(event, subject().sources)) return line;
    }
    return std::nullopt;
}

void PatternCheck::fail_at(const std::string& seen, const Event& culprit) const {
    fail(seen, {trace_excerpt("The call", {culprit}, *names_)}, own_source_line(culprit, subject().sources));
}

}  // namespace grader
