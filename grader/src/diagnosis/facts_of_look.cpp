#include "diagnosis/facts_of_look.hpp"

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "checks/explain.hpp"

namespace grader {

namespace {

constexpr Finder finders[] = {find_waits, find_options, find_signals, find_errors, find_transfers};

}  // namespace

Fact fact_of_call(FactKind kind, std::string value, const CloseLook& look, const Event& call) {
    return {kind, std::move(value), describe_event(call, look.clients), own_source_line(call, look.sources)};
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
