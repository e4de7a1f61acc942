// Runs a program of this machine to its end and takes what it prints: git, when a commit is graded. For
// programs that are trusted; submissions and compilers run in the arena.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace grader {

struct Captured {
    int status = -1;         ///< the exit status; -1: ended by a signal, stopped, or never begun
    bool too_long = false;   ///< stopped at the time limit
    bool too_large = false;  ///< stopped because it printed more than `limit`
    std::string output;
    std::string complaint;  ///< its standard error, without the last newline; why it did not begin
};

/// The first word is looked for in PATH. `environment` ("NAME=value") is all of it. It has nothing to
/// read. Throws std::system_error if the
/// machine has no descriptors or processes left.
Captured capture(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                 std::chrono::seconds time, std::size_t limit);

}  // namespace grader
