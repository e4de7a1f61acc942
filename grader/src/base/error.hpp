// Errors of the grader itself. Expected outcomes of I/O are values; what is thrown here ends the run with a
// message.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace grader {

/// Wraps a system call: returns `result` unless it is -1, which throws std::system_error with errno's
/// reason and `what` (the call's name and what it was about). Thread-safe.
int check(int result, std::string_view what);

/// Something the user gave is wrong: an option, a rubric, a directory. `what()` names the thing and the way
/// out.
class UserError : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

}  // namespace grader
