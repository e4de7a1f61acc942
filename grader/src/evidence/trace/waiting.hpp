// Which descriptors a poll or select that is being entered waits for: poll(2), select(2).
#pragma once

#include <sys/types.h>

#include <vector>

#include "evidence/trace/descriptors.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

/// Empty for other calls.
std::vector<Descriptor> waited_descriptors(pid_t tid, const Event& call, pid_t process,
                                           Descriptors& descriptors);

}  // namespace grader
