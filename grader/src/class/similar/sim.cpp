#include "class/similar/sim.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/captured.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "class/lines.hpp"

namespace grader {

namespace {

std::string name_of(int number) {
    return fmt::format("s{}.cpp", number);
}

}  // namespace

void Sim::write(int number, const std::string& text) const {
    write_file(directory_ / name_of(number), text);
}

SimAnswer answer_of_sim(const std::string& output) {
    SimAnswer answer;
    for (const std::string& line : split_lines(output)) {
        SimRun run;
        int tokens = 0;
        if (std::sscanf(line.c_str(), "s%d.cpp: line %d-%d |s%d.cpp: line %d-%d [%d]", &run.here,
                        &run.lines.first, &run.lines.last, &run.there, &run.lines_there.first,
                        &run.lines_there.last, &run.tokens) == 7) {
            if (run.here != run.there) answer.runs.push_back(run);
        } else if (std::sscanf(line.c_str(), "File s%d.cpp: %d tokens", &run.here, &tokens) == 2) {
            answer.tokens[run.here] = tokens;
        }
    }
    return answer;
}

SimAnswer Sim::compare(const std::vector<int>& these, const std::vector<int>& those, int shortest) const {
    // By env(1), which has a directory to offer: so the names are short, and none is a student's.
    std::vector<std::string> command = {"/usr/bin/env", "-C", directory_.string(),     "sim_c++", "-n", "-S",
                                        "-e",           "-r", std::to_string(shortest)};
    for (const int number : these) command.push_back(name_of(number));
    command.emplace_back("/");
    for (const int number : those) command.push_back(name_of(number));
    const char* const path = std::getenv("PATH");
    const Captured said =
        capture(command, {fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path), "LC_ALL=C"},
                std::chrono::minutes(10), std::size_t{1} << 30U);
    if (said.status == 127)
        throw UserError(
            "sim_c++ is missing, which finds what two texts have in common (apt-get install "
            "similarity-tester)");
    if (said.status != 0)
        throw std::runtime_error(fmt::format("sim_c++ has failed: {}",
                                             said.too_long            ? "it takes more than ten minutes"
                                             : said.too_large         ? "it says more than a gigabyte"
                                             : said.complaint.empty() ? fmt::format("status {}", said.status)
                                                                      : said.complaint));
    return answer_of_sim(said.output);
}

}  // namespace grader
