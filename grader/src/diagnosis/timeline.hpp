// The moment of a failure, from a second look: what the threads that matter called last, and what the clients
// did that they deal with. Pure.
#pragma once

#include <optional>
#include <vector>

#include "checks/close_look.hpp"
#include "result/cause.hpp"

namespace grader {

/// Which calls decide is what the cause's evidence says of them, else its line. Nothing where the look shows
/// none.
std::optional<Timeline> timeline_of(const CloseLook& look, const Cause& cause);

/// Each cause gets one from the first look at a check that it explains.
void add_timelines(std::vector<Cause>& causes, const std::vector<CloseLook>& looks);

}  // namespace grader
