// How a launched program loses its powers, step by step, each in the process where it must be done.
#pragma once

#include "arena/launch.hpp"

namespace grader {

/// In the warden, before anything else: cgroups, CPU, a pid namespace for its children.
void enter_sandbox(const LaunchSpec& spec);

/// In the process that stays with the program as its supervisor: mounts, capabilities, user id.
void become_supervisor(const LaunchSpec& spec);

/// In the program's own process, as the last thing before exec: limits, Landlock, the system-call filter.
void confine_program(const LaunchSpec& spec);

}  // namespace grader
