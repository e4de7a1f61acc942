// The janitor: a small process that outlives the grader, however the grader ends (SIGKILL included), and then
// kills what is left in the run's cgroups and removes its scratch directory. It learns of the end by the
// closing of a pipe.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace grader {

class Janitor {
 public:
    /// Forks: only in a process with a single thread, and before it enters namespaces of its own.
    Janitor(const std::filesystem::path& scratch, const std::vector<std::string>& cgroups);
    /// Lets it clean up and waits until it has.
    ~Janitor();
    Janitor(const Janitor&) = delete;
    Janitor& operator=(const Janitor&) = delete;

 private:
    UniqueFd alive_;  // the pipe's write end: never written to
    pid_t pid_ = -1;
};

}  // namespace grader
