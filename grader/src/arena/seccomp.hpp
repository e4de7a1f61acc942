// Loads the system-call filter of a launched program. See seccomp(2).
#pragma once

#include "arena/call_policy.hpp"
#include "base/unique_fd.hpp"

namespace grader {

/// Into the calling process, for good; what is traced fails with ENOSYS without an attached tracer. Needs
/// no_new_privs. Throws std::system_error.
///
/// If new processes ask: where to hear them and to answer (seccomp_unotify(2)). None where that is
/// impossible: in a container whose own filter has a listener, for there can be one only.
UniqueFd load_system_call_filter(CallPolicy policy);

}  // namespace grader
