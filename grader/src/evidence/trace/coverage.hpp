// Whether a trace accounts for what clients saw. Where they got their bytes back and the calls that read and
// wrote them are not in it, nothing can be concluded from what else is not in it. One rule for all checks
// that query a trace or let the tracer act on what it sees.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "evidence/trace/event_log.hpp"

namespace grader {

/// Bytes that came back, by the port of the client that got them.
using Echoed = std::map<int, std::uint64_t>;

/// Something that only a server does whose calls are not to be seen: "thread 7 made more than …". Nothing of
/// all others.
std::optional<std::string> hides(const EventLog& log);

/// What of the log is missing: "client #3 got 100 bytes back, but …". Nothing if all is accounted for.
/// `names` names clients by port.
std::optional<std::string> not_accounted_for(const EventLog& log, const Echoed& echoed,
                                             const std::map<int, std::string>& names);

}  // namespace grader
