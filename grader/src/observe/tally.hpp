// Counts what threads did in a stretch of a trace, and finds who woke whom.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "evidence/trace/event.hpp"
#include "observe/facts.hpp"
#include "observe/glance.hpp"

namespace grader {

/// What a futex call does, by its second argument: futex(2).
bool waits_on_futex(const Event& event);
bool wakes_by_futex(const Event& event);

/// The call by which this one, a futex wait that has returned, was woken; nullptr if it was not, or that is
/// not in the log.
const Event* waker_of(const Event& wait, const std::vector<Event>& log, const std::map<int, int>& process_of);

/// Thread → what it did in the calls that are in log[from, to).
std::map<int, Doings> tally(const std::vector<Event>& log, std::size_t from, std::size_t to,
                            const ClientPorts& clients, const std::map<int, int>& process_of);

}  // namespace grader
