#include "diagnosis/facts_of_look.hpp"

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "checks/explain.hpp"
#include "diagnosis/diagnose.hpp"

namespace grader {

namespace {

constexpr Finder finders[] = {find_waits, find_options, find_signals, find_errors, find_transfers};

/// What such a call shows, for who does not read traces. Behind it comes the call itself.
std::string_view words_for(FactKind kind) {
    switch (kind) {
        case FactKind::waits_for_all:
            return "this call sleeps until its whole buffer is full";
        case FactKind::reads_on_until_full:
            return "nothing has been sent back yet, and it waits for the rest of its buffer";
        case FactKind::sleeps_while_others_wait:
            return "other threads wait for a lock, and meanwhile this one sleeps";
        case FactKind::blocking_socket:
            return "the socket is not non-blocking, so its worker sleeps here";
        case FactKind::asleep:
            return "asleep";
        case FactKind::lingers_zero:
            return "SO_LINGER is set, with a time of 0";
        case FactKind::small_backlog:
            return "the queue of those who are not accepted yet has room for {value}";
        case FactKind::term_restarts_calls:
            return "the handler of SIGTERM is set with SA_RESTART";
        case FactKind::term_handler_resets:
            return "the handler of SIGTERM is set with SA_RESETHAND, for one signal only";
        case FactKind::term_ignored:
            return "SIGTERM is ignored";
        case FactKind::accept_sleeps_on:
            return "this thread sleeps in accept() still";
        case FactKind::exits:
            return "the program ended itself with status {value}";
        case FactKind::accepts_no_more_after:
            return "accept() failed with {value}, and this thread accepted nobody any more";
        case FactKind::waits_no_more_after:
            return "the wait failed with {value}, and this thread waited no more";
        case FactKind::accepts_after_failed_wait:
            return "the wait failed with {value}, and accept() came next all the same";
        case FactKind::reads_no_more_after:
            return "the read failed with {value}, and the connection was read no more";
        case FactKind::writes_no_more_after:
            return "the write failed with {value}, and nothing more was written";
        case FactKind::rest_not_sent:
            return "not all of it was taken, and the rest was never sent";
        case FactKind::reads_after_the_end:
            return "the end of the stream was read already, and this read it again";
        case FactKind::writes_to_who_has_gone:
            return "the client had gone when this was written";
        case FactKind::closes_what_is_not_open:
            return "descriptor {value} was not open when it was closed";
        default:
            return "";
    }
}

}  // namespace

Fact fact_of_call(FactKind kind, std::string value, const CloseLook& look, const Event& call) {
    std::string seen = with_value(words_for(kind), value);
    seen += (seen.empty() ? "" : ": ") + describe_event(call, look.clients);
    return {kind, std::move(value), std::move(seen), own_source_line(call, look.sources)};
}

Facts facts_of(const CloseLook& look) {
    Facts facts;
    for (const Finder find : finders) find(look, facts);
    // The same place in the student's code once: a thread for each client makes the same mistake.
    std::set<std::tuple<FactKind, std::string, int>> known;
    std::erase_if(facts, [&](const Fact& fact) {
        return !known.emplace(fact.kind, fact.value, fact.source ? fact.source->line : 0).second;
    });
    return facts;
}

}  // namespace grader
