// The machine on which an attack is graded: namespaces of its own (processes, mounts, network, IPC) where the
// suite may make them, so that what is left behind can be told from what others do meanwhile, and an attack
// that wins hurts nobody else. Its processes are in a cgroup of their own, with bounds.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace grader::hostile {

/// Of those that are for documentation, RFC 5737. A private world has it, so that whoever sends there is
/// seen.
inline constexpr const char* outside_address = "192.0.2.1";

/// Runs `work` in such a world and returns what it returns; throws what it throws, as std::runtime_error. All
/// processes of the world are dead afterwards.
std::string in_own_world(const std::function<std::string()>& work);

/// What must be as before: processes, mounts, cgroups, sockets, IPC objects, files of /dev/shm. Called in
/// the world.
std::map<std::string, std::string> state_of_world();

/// True in a world of namespaces; else other programs of the machine show in its tables, too, and those are
/// left out of the state.
bool world_is_private();

}  // namespace grader::hostile
