// The command line of rt-bench.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

struct Options {
    bool quick = false;
    std::string json;  ///< file to write, or empty
    std::string svg;   ///< likewise
    std::vector<std::string> peers;
    std::string against;  ///< a directory with another build of the runtime's own programs, or empty
    std::vector<std::string> parts;
    std::vector<std::string> only;  ///< keys of scenarios
    int rounds = 0;                 ///< 0: as the plan says
    int window_ms = 0;              ///< likewise
    unsigned workers = 2;
    unsigned work_us = 15;
    bool list = false;

    [[nodiscard]] bool has_part(const std::string& part) const;
};

/// Nothing: the program is to end with `status`, after --help or wrong usage (64).
std::optional<Options> parse_command_line(int argc, char* argv[], int& status);

}  // namespace bench
