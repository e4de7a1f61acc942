// How a server serves two clients at once, as it was seen: what the clients did, and which calls its threads
// made meanwhile.
#pragma once

#include <string>
#include <vector>

#include "result/timeline.hpp"
#include "subject.hpp"

namespace models {

/// Plays two clients, with strace at the server. Throws std::runtime_error where strace is missing, may not
/// trace, or the server does not run under it.
grader::Timeline picture_of(const Program& program, const std::vector<int>& cores);

/// A call that strace has told of, and its thread.
struct TracedCall {
    int thread = 0;
    double begin = 0;    ///< seconds of the clock of the day
    double lasted = -1;  ///< seconds; -1: it has not returned
    std::string name;
    std::string descriptor;  ///< its first argument: "5<TCP:[127.0.0.1:4000->127.0.0.1:5000]>"
    std::string result;      ///< "64", "-1 EAGAIN"
};

/// The calls in what `strace -f -ttt -T -yy` has written, in the order of their beginnings. Lines that are no
/// calls are left out.
std::vector<TracedCall> calls_in(const std::string& log);

}  // namespace models
