// A look at a running program, by whoever shares its user id and pid namespace: its warden.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "evidence/proc/snapshot.hpp"

namespace grader {

/// What the process has open.
std::vector<DescriptorView> descriptors_of(pid_t process);

/// From the text of /proc/PID/fdinfo/N of an epoll. Kernels before 4.14 name no inodes: nothing.
std::vector<EpollView> parse_epoll(const std::string& text);

/// Of these processes together, the program first. Nothing if that one is gone.
std::optional<Snapshot> take_snapshot(const std::vector<pid_t>& processes, const SnapshotParts& parts);

}  // namespace grader
