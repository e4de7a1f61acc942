// How the program's process is made: forked, confined, and not executed before the warden is ready to
// supervise it.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/unique_fd.hpp"
#include "warden/process_permits.hpp"
#include "warden/protocol.hpp"

namespace grader {

class LaunchedProgram {
 public:
    /// Forks a process that waits to be let go. Throws std::system_error.
    LaunchedProgram(const to_warden::Launch& launch, ProcessPermits& permits);

    [[nodiscard]] pid_t process() const { return process_; }
    /// It confines itself and executes the program. No thread may be traced from then on but by who traces it
    /// now: the warden itself becomes untraceable.
    void let_go();
    /// Why the program could not be executed; empty if it was.
    [[nodiscard]] std::string failure() const;

 private:
    pid_t process_ = -1;
    UniqueFd go_;
    UniqueFd failure_;
};

}  // namespace grader
