// What a server says of signals, and how it leaves.
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/calls.hpp"
#include "diagnosis/facts_of_look.hpp"
#include "evidence/trace/pointees.hpp"

namespace grader {

namespace {

/// The last word on this signal.
const Event* action_of(const CloseLook& look, int signal) {
    const Event* found = nullptr;
    for (const Event& call : look.log.events()) {
        if (call.call == Call::rt_sigaction && !call.values.empty() && call.result == 0 &&
            call.arguments[0] == static_cast<std::uint64_t>(signal))
            found = &call;
    }
    return found;
}

/// Signals may be taken as bytes of a descriptor, or waited for, instead.
bool takes_signals_otherwise(const CloseLook& look) {
    const auto takes_one = [](const Event& call) {
        const auto is_signalfd = [](const Descriptor& descriptor) {
            return descriptor.kind == DescriptorKind::signalfd;
        };
        return call.call == Call::rt_sigtimedwait || call.call == Call::rt_sigsuspend ||
               is_signalfd(call.descriptor) || is_signalfd(call.other) ||
               std::any_of(call.waited.begin(), call.waited.end(), is_signalfd);
    };
    return look.log.first(takes_one) != nullptr ||
           std::any_of(look.in_flight.begin(), look.in_flight.end(), takes_one);
}

}  // namespace

void find_signals(const CloseLook& look, Facts& facts) {
    if (look.follows_signals) {
        const Event* term = action_of(look, SIGTERM);
        if (term == nullptr) {
            if (!takes_signals_otherwise(look))
                facts.push_back({FactKind::term_not_handled, "", "no handler for SIGTERM was ever set"});
        } else {
            const auto kind = static_cast<SignalAction>(term->values[0]);
            const auto flags = static_cast<unsigned long>(term->values[1]);
            if (kind == SignalAction::ignored)
                facts.push_back(fact_of_call(FactKind::term_ignored, "", look, *term));
            if (kind == SignalAction::handled && (flags & SA_RESTART) != 0) {
                facts.push_back(fact_of_call(FactKind::term_restarts_calls, "", look, *term));
                for (const Event& call : look.in_flight) {
                    if (accepts(call.call))
                        facts.push_back(
                            fact_of_call(FactKind::accept_sleeps_on, name_of(call.call), look, call));
                }
            }
            if (kind == SignalAction::handled && (flags & SA_RESETHAND) != 0)
                facts.push_back(fact_of_call(FactKind::term_handler_resets, "", look, *term));
        }
    }
    for (const Event& call : look.log.events()) {
        if (call.call == Call::exit_group && !call.arguments.empty())
            facts.push_back(fact_of_call(FactKind::exits, std::to_string(static_cast<int>(call.arguments[0])),
                                         look, call));
    }
    for (const Event& call : look.in_flight) {
        if (call.call == Call::exit_group && !call.arguments.empty())
            facts.push_back(fact_of_call(FactKind::exits, std::to_string(static_cast<int>(call.arguments[0])),
                                         look, call));
    }
}

}  // namespace grader
