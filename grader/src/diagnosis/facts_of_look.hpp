// What the calls of a second look tell, as facts. Pure. Each file look_*.cpp finds facts of one kind of
// mistake; a new one is added to the list in facts_of_look.cpp.
#pragma once

#include "base/fact.hpp"
#include "checks/close_look.hpp"

namespace grader {

Facts facts_of(const CloseLook& look);

/// Finds some.
using Finder = void (*)(const CloseLook& look, Facts& facts);

void find_waits(const CloseLook& look, Facts& facts);
void find_options(const CloseLook& look, Facts& facts);
void find_signals(const CloseLook& look, Facts& facts);
void find_errors(const CloseLook& look, Facts& facts);
void find_transfers(const CloseLook& look, Facts& facts);

/// "thread 3 sleeps in recvfrom(8 <client #1>, 4096)", with the student's line.
Fact fact_of_call(FactKind kind, std::string value, const CloseLook& look, const Event& call);

}  // namespace grader
