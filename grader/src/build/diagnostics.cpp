#include "build/diagnostics.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <string>

namespace grader {

namespace {

bool is_error(const Diagnostic& diagnostic) {
    return diagnostic.severity != "warning";
}

}  // namespace

std::vector<Diagnostic> parse_diagnostics(std::string_view text) {
    // lab4/main.cpp:12:5: error: expected ';'
    static const std::regex compiler(
        R"(^([^:\s][^:]*):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$)");
    // /usr/bin/ld: /tmp/x.o: in function `f': lab4/main.cpp:7: undefined reference to `g'
    static const std::regex linker_line(
        R"(^(?:.*ld: )?(?:.*: )?([^:\s]+\.(?:cpp|hpp)):(\d+): (undefined reference.*|multiple definition.*)$)");
    static const std::regex linker(
        R"(^(?:.*ld: )?.*?((?:undefined reference|multiple definition|cannot find).*)$)");
    static const std::regex driver(R"(^(?:\S*g\+\+\S*|\S*clang\S*|cc1plus): (fatal error|error): (.*)$)");
    std::vector<Diagnostic> found;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 2000) line.resize(2000);
        std::smatch match;
        if (std::regex_match(line, match, compiler)) {
            const int column = match[3].matched ? std::stoi(match[3].str().substr(0, 6)) : 0;
            found.push_back(
                {match[1], std::stoi(match[2].str().substr(0, 8)), column, match[4], match[5], ""});
        } else if (std::regex_match(line, match, linker_line)) {
            found.push_back({match[1], std::stoi(match[2].str().substr(0, 8)), 0, "error", match[3], ""});
        } else if (std::regex_match(line, match, linker)) {
            found.push_back({"", 0, 0, "error", match[1], ""});
        } else if (std::regex_match(line, match, driver)) {
            found.push_back({"", 0, 0, match[1], match[2], ""});
        }
    }
    return found;
}

std::vector<Diagnostic> most_important(std::vector<Diagnostic> diagnostics, std::size_t most, int& omitted) {
    std::stable_partition(diagnostics.begin(), diagnostics.end(), is_error);
    omitted = 0;
    if (diagnostics.size() > most) {
        omitted = static_cast<int>(diagnostics.size() - most);
        diagnostics.resize(most);
    }
    return diagnostics;
}

}  // namespace grader
