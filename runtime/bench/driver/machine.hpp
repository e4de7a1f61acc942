// What a figure is worth depends on where it was taken.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cores.hpp"

namespace bench {

std::vector<std::pair<std::string, std::string>> describe_machine(const Cores& cores);
/// Of what was built: compilers and libraries.
std::vector<std::pair<std::string, std::string>> describe_versions();
/// What spoils measurements here: too few cores, a clock that needs a system call, somebody else at work.
std::vector<std::string> machine_warnings(const Cores& cores);

}  // namespace bench
