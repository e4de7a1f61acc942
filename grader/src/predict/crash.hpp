// What a crash does: the thread that serves one of several clients gets SIGSEGV, and who is served then is
// counted.
#pragma once

#include <string>
#include <vector>

#include "predict/trial.hpp"

namespace grader {

struct Crash {
    int others = 0;  ///< clients beside the one whose thread has crashed
    int go_on = 0;   ///< of them: they still get their echo
    bool serves_next = false;
    int processes = 0;  ///< before it
};

/// Throws NotMeasured.
Crash crash(const ServerProgram& server, const std::vector<std::string>& options, int clients);

}  // namespace grader
