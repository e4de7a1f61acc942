// Namespaces of the grader itself, entered once a run. See namespaces(7).
#pragma once

#include <string>

namespace grader {

/// Moves the calling process into fresh network, mount and IPC namespaces (inside a fresh user namespace
/// unless it is root) and brings the private loopback up. Throws std::system_error. Only in a process with a
/// single thread.
void enter_private_world(bool root);

/// Brings `lo` up in the current network namespace; true if it was, or is now, up.
bool bring_loopback_up();

/// Mounts a tmpfs of `megabytes` there; only inside an own mount namespace. Throws std::system_error.
void mount_scratch(const std::string& directory, unsigned megabytes);

}  // namespace grader
