// What a call's arguments point to, for the few calls that say nothing without it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "evidence/trace/event.hpp"

namespace grader {

/// How a program takes a signal, as rt_sigaction(2) is told; the first of its values.
enum class SignalAction : std::int64_t { by_default, ignored, handled };

/// setsockopt(2): the option's value as ints, four at most ({1, 0} of SO_LINGER; {2, 500000} of SO_RCVTIMEO
/// is four). rt_sigaction(2): SignalAction and the flags; nothing if it only asks. Nothing of other calls.
std::vector<std::int64_t> pointees_of(pid_t tid, const Event& call);

}  // namespace grader
