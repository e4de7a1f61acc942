// What came of one attack on one machine.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "attack.hpp"
#include "mode.hpp"

namespace grader::hostile {

struct Outcome {
    std::vector<std::string> violations;  // what must not be; empty: the attack was stopped
    bool refused = false;                 // the grader did not grade: nothing would have protected the files
    double score = 0;
    double max_score = 0;
    std::string status;  // of the lab
    std::string verdicts;
    std::string terminal;
    int seconds = 0;
};

struct Circumstances {
    bool root = false;
    // What machine_without refuses.
    std::set<std::string> refused;
    // Grade though nothing protects the user's files.
    bool trusted = false;
};

/// Grades the attack, or the server without it, and looks at everything afterwards.
Outcome try_attack(const Attack& attack, const Circumstances& circumstances, bool with_attack);

}  // namespace grader::hostile
