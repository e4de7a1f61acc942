#include "checks/pattern_check.hpp"

namespace grader {

const PatternSession& PatternCheck::observe() {
    const PatternSession& session = pattern_session();
    for (const std::string& taken : session.steps) step("{}", taken);
    if (session.echoes == 0) {
        fail("this can only be judged of a server that echoes: " +
             (session.trouble.empty() ? std::string("no client got an answer") : session.trouble));
    }
    names_ = &session.names;
    serving_ = session.log.between("", "term");
    return session;
}

std::string PatternCheck::client(int port) const {
    const auto found = names_->find(port);
    return found == names_->end() ? "a client" : found->second;
}

void PatternCheck::fail_at(const std::string& seen, const Event& culprit) const {
    fail(seen, {trace_excerpt("The call", {culprit}, *names_)}, own_source_line(culprit, subject().sources));
}

}  // namespace grader
