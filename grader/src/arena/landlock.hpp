// Landlock: a process gives up access to files for itself and all it starts, as any user. See landlock(7).
#pragma once

#include <string>
#include <vector>

namespace grader {

/// The kernel's Landlock version, 0 without Landlock.
int landlock_abi();

/// Confines the calling thread and its future children: read and execute below `readable`, also write and
/// create below `writable`, nothing else; where the kernel can (version 6), no signals and no abstract
/// sockets to processes outside either. Paths that don't exist are left out. Needs no_new_privs. Throws
/// std::system_error.
void confine_with_landlock(const std::vector<std::string>& readable,
                           const std::vector<std::string>& writable);

}  // namespace grader
