// How a launched program loses its powers, step by step, each in the process where it must be done.
#pragma once

#include <cstdint>

#include "arena/launch.hpp"
#include "base/unique_fd.hpp"
#include "warden/protocol.hpp"

namespace grader {

/// In the warden, before anything else: cgroups, CPU, a pid namespace for its children.
void enter_sandbox(const LaunchSpec& spec);

/// In the process that stays with the program as its supervisor: mounts, capabilities, user id.
void become_supervisor(const LaunchSpec& spec);

/// In the program's own process, as the last thing before exec: limits, Landlock, the system-call filter.
/// `key_to_execute`: see CallPolicy; 0 for a program that may execute others. With `new_processes_ask` it
/// returns who hears them, if anybody can (load_system_call_filter).
UniqueFd confine_program(const to_warden::Launch& launch, std::uint64_t key_to_execute,
                         bool new_processes_ask);

}  // namespace grader
