// Who is whose in /proc, and which of them live: see proc_pid_status(5).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace grader {

/// The entries of a directory that are numbers, in order: processes, threads, descriptors.
std::vector<int> numbers_in(const std::filesystem::path& directory);

/// The number behind "KEY:" in a file of lines; 0 if there is none.
std::uint64_t number_at(const std::string& lines, const std::string& key);

/// Whether a process lives, by its first thread's status. Of one whose main() has ended by pthread_exit() the
/// first thread is a zombie as long as the others run.
bool lives(const std::string& status);

/// All that a supervisor, to which orphans come, must answer for: `program` first, and the other living
/// descendants of the supervisor's, whoever their parents were.
std::vector<pid_t> all_processes(pid_t supervisor, pid_t program);

/// The living processes that descend from `ancestor`, itself included, by the parents that /proc names.
std::vector<pid_t> descendants(pid_t ancestor);

/// What a process or thread that calls itself `number` in its pid namespace is called here, among those in
/// the directory of /proc, `among`; 0 if it is none of them. See NSpid in proc_pid_status(5).
pid_t outer_number(pid_t number, const std::vector<pid_t>& among);

/// A process that the observer has made for itself: from now on it is nobody's descendant. -1: there is none.
void leave_out_own_helper(pid_t helper);

/// Where a process's descriptors and memory can be seen: /proc/PID, and /proc/PID/task/TID of another thread
/// once main() has ended by pthread_exit().
std::string living_directory(pid_t process);

}  // namespace grader
