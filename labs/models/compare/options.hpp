// The command line of models-compare.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "results.hpp"
#include "roster.hpp"

namespace models {

struct Options {
    bool quick = false;
    bool scale = false;  ///< instead: how long a call, a wake-up, a disk take
    std::vector<std::string> names;
    std::vector<Scenario> situations;  ///< these alone, and nothing but JSON: for `./lab choose`
    std::string label;
    std::filesystem::path out;      ///< the directory that runs are kept in
    std::filesystem::path against;  ///< another run, to lay beside; empty: none
    std::filesystem::path show;     ///< a kept run, instead of measuring; empty: measure
    Places places;
    std::filesystem::path page_parts, work_library;
};

/// Nothing if the program is to end now, with `status`.
std::optional<Options> parse_command_line(int argc, char* argv[], int& status);

}  // namespace models
