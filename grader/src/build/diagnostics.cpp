#include "build/diagnostics.hpp"

#include <algorithm>
#include <optional>
#include <regex>
#include <sstream>
#include <string>

namespace grader {

namespace {

bool is_error(const Diagnostic& diagnostic) {
    return diagnostic.severity != "warning";
}

// "/usr/bin/ld: /tmp/x.o: in function `f': lab4/main.cpp:7: undefined reference to `g'": the place, if there
// is one, is the last word before the message. Searched for by hand, since a line may be long and hostile.
std::optional<Diagnostic> linker_message(const std::string& line) {
    static const std::regex place(R"(^([^:\s]+\.(?:cpp|hpp)):(\d+):$)");
    for (const char* phrase : {"undefined reference", "multiple definition", "cannot find"}) {
        const auto at = line.find(phrase);
        if (at == std::string::npos) continue;
        Diagnostic diagnostic{"", 0, 0, "error", line.substr(at), ""};
        std::string before = line.substr(0, at);
        while (!before.empty() && before.back() == ' ') before.pop_back();
        const std::string word = before.substr(before.rfind(' ') + 1);
        std::smatch match;
        if (std::regex_match(word, match, place)) {
            diagnostic.file = match[1];
            diagnostic.line = std::stoi(match[2].str().substr(0, 8));
        }
        return diagnostic;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> parse_diagnostics(std::string_view text) {
    // lab4/main.cpp:12:5: error: expected ';'
    static const std::regex compiler(
        R"(^([^:\s][^:]*):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$)");
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
        } else if (auto linkers = linker_message(line)) {
            found.push_back(std::move(*linkers));
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
