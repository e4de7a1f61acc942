// The janitor: a small process that outlives the grader, however the grader ends (SIGKILL included), and then
// kills what is left in the run's cgroups and removes its scratch directory. It watches before either of them
// is made: it is told of each over a pipe first, and learns of the end by the closing of that pipe.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/unique_fd.hpp"

namespace grader {

class Janitor {
 public:
    /// Forks, and returns when the janitor can't be reached by signals to our group any more: only in a
    /// process with a single thread, and before it enters namespaces of its own. Who may not look into this
    /// process may not look into the janitor either (PR_SET_DUMPABLE).
    Janitor();
    /// Lets it clean up and waits until it has.
    ~Janitor();
    Janitor(const Janitor&) = delete;
    Janitor& operator=(const Janitor&) = delete;

    /// Before they are made; what is there by then is removed in the end. Throws std::system_error.
    void will_make_cgroup(const std::filesystem::path& directory);
    void will_make_directory(const std::filesystem::path& directory);
    /// It was there already, and is not ours.
    void did_not_make(const std::filesystem::path& directory);

 private:
    void tell(char what, const std::filesystem::path& directory);

    UniqueFd pipe_;  // our end
    pid_t pid_ = -1;
};

}  // namespace grader
