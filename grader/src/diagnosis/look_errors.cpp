// What a server does after a call has failed: of the last failures, those after which it never tried again.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "base/calls.hpp"
#include "diagnosis/facts_of_look.hpp"

namespace grader {

namespace {

std::string name_of_error(std::int64_t result) {
    const char* const name = ::strerrorname_np(static_cast<int>(-result));
    return name == nullptr ? std::to_string(-result) : name;
}

bool failed(const Event& call) {
    return call.is_call() && !call.in_flight() && call.result < 0 && call.result >= -4'095;
}

/// That nothing is there yet is no failure.
bool is_no_answer_yet(const Event& call) {
    return call.result == -EAGAIN && (call.descriptor.nonblocking || has_dontwait(call));
}

bool waits(const Event& call) {
    const Waits what = about(call.call).waits;
    return what == Waits::for_descriptors || what == Waits::for_events;
}

/// Errors of accept(), or of the wait before it: of the thread that never tried again.
void find_in_accepting(const CloseLook& look, Facts& facts) {
    std::map<int, const Event*> last;
    for (const Event& call : look.log.events()) {
        if (call.is_call() && (accepts(call.call) || waits(call))) last[call.tid] = &call;
    }
    for (const Event& call : look.in_flight) {
        if (accepts(call.call) || waits(call)) last.erase(call.tid);
    }
    for (const auto& [thread, call] : last) {
        if (!failed(*call) || is_no_answer_yet(*call) || call->restarted) continue;
        const FactKind fact =
            accepts(call->call) ? FactKind::accepts_no_more_after : FactKind::waits_no_more_after;
        facts.push_back(fact_of_call(fact, name_of_error(call->result), look, *call));
    }
}

/// Of epoll it is not known what for.
bool may_wait_for_a_client(const Event& call) {
    return waits(call) && (call.waited.empty() ||
                           std::any_of(call.waited.begin(), call.waited.end(), [](const Descriptor& one) {
                               return one.kind == DescriptorKind::listener;
                           }));
}

/// poll() failed, and accept() was called all the same. What lies between them, a handler's calls or a look
/// at something else, changes nothing.
void find_failed_waits(const CloseLook& look, Facts& facts) {
    struct Accepting {
        std::uint64_t begin;
        const Event* before;  // the thread's last wait for a client, unless it has accepted since
    };
    std::map<int, Accepting> acceptors;
    for (const Event& call : look.in_flight) {
        if (accepts(call.call)) acceptors[call.tid] = {call.begin, nullptr};
    }
    for (const Event& call : look.log.events()) {
        const auto acceptor = acceptors.find(call.tid);
        if (acceptor == acceptors.end() || !call.is_call() || call.begin >= acceptor->second.begin) continue;
        if (accepts(call.call)) acceptor->second.before = nullptr;
        if (may_wait_for_a_client(call)) acceptor->second.before = &call;
    }
    for (const auto& [thread, acceptor] : acceptors) {
        const Event* const call = acceptor.before;
        if (call == nullptr || !failed(*call)) continue;
        facts.push_back(
            fact_of_call(FactKind::accepts_after_failed_wait, name_of_error(call->result), look, *call));
    }
}

/// Reads and writes of connections.
void find_in_serving(const CloseLook& look, Facts& facts) {
    std::map<std::pair<std::uint64_t, bool>, const Event*> last;  // by connection, and whether it is read
    const auto note = [&](const Event& call) {
        for (const bool reads : {true, false}) {
            const Descriptor* used = reads ? read_from(call) : written_to(call);
            if (is_connection(used)) last[{used->inode, reads}] = &call;
        }
    };
    for (const Event& call : look.log.events()) {
        if (call.is_call()) note(call);
    }
    for (const Event& call : look.in_flight) note(call);
    for (const auto& [where, call] : last) {
        if (!failed(*call) || is_no_answer_yet(*call)) continue;
        // A client that has gone can't be read any more.
        const bool is_an_end =
            call->result == -ECONNRESET || call->result == -EPIPE || call->result == -ENOTCONN;
        if (is_an_end && where.second) continue;
        facts.push_back(
            fact_of_call(where.second ? FactKind::reads_no_more_after : FactKind::writes_no_more_after,
                         name_of_error(call->result), look, *call));
    }
}

void find_bad_closes(const CloseLook& look, Facts& facts) {
    for (const Event& call : look.log.events()) {
        if (call.call == Call::close && call.result == -EBADF && !call.arguments.empty() &&
            static_cast<int>(call.arguments[0]) >= 0)
            facts.push_back(fact_of_call(FactKind::closes_what_is_not_open,
                                         std::to_string(static_cast<int>(call.arguments[0])), look, call));
    }
}

}  // namespace

void find_errors(const CloseLook& look, Facts& facts) {
    find_in_accepting(look, facts);
    find_failed_waits(look, facts);
    find_in_serving(look, facts);
    find_bad_closes(look, facts);
}

}  // namespace grader
