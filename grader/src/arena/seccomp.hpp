// Loads the system-call filter of a launched program. See seccomp(2).
#pragma once

#include "arena/call_policy.hpp"

namespace grader {

/// Into the calling process, for good; what is traced fails with ENOSYS without an attached tracer. Needs
/// no_new_privs. Throws std::system_error.
void load_system_call_filter(const CallPolicy& policy);

}  // namespace grader
