// The system-call filter of a launched program: a deny-list for what no echo server needs and a sandbox
// escape would, and, for traced programs, the calls the tracer wants to see. See seccomp(2), libseccomp's
// seccomp_init(3).
#pragma once

#include <string>
#include <vector>

namespace grader {

/// Loads the filter into the calling process, for good. `traced` names the calls that stop for the tracer
/// (SECCOMP_RET_TRACE); without an attached tracer those would fail with ENOSYS. Throws std::system_error.
void load_system_call_filter(const std::vector<std::string>& traced);

}  // namespace grader
