// As whom, and on what kind of machine, a submission is graded.
#pragma once

#include <string>
#include <vector>

namespace grader::hostile {

struct Mode {
    std::string name;
    bool root = false;
    // What machine_without refuses.
    std::vector<std::string> without;
};

const std::vector<Mode>& all_modes();
bool is_mode(const std::string& name);

/// "AsUserWithoutNamespaces", for the name of a test.
std::string identifier_of(const Mode& mode);

/// Why the mode can't be had here; empty if it can.
std::string missing_for(const Mode& mode);

}  // namespace grader::hostile
