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

int number(const std::string& digits) {
    return digits.empty() ? 0 : std::stoi(digits.substr(0, 8));
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
            diagnostic.line = number(match[2]);
        }
        return diagnostic;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> parse_diagnostics(std::string_view text,
                                          const std::function<bool(const std::string& file)>& is_own) {
    // lab4/main.cpp:12:5: error: expected ';'
    static const std::regex compiler(
        R"(^([^:\s][^:]*):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$)");
    // How the compiler came to a template: g++ says it before the error, and only where it has changed since
    // the last one; clang++ in notes after it.
    static const std::regex context(R"(^[^:]*: (?:In|At) .*$)");
    static const std::regex required(R"(^([^:\s][^:]*):(\d+):(\d+):\s+required from .*$)");
    static const std::regex requested(
        R"(^([^:\s][^:]*):(\d+):(\d+): note: in instantiation of .* requested here$)");
    static const std::regex driver(R"(^(?:\S*g\+\+\S*|\S*clang\S*|cc1plus): (fatal error|error): (.*)$)");
    std::vector<Diagnostic> found;
    std::optional<Diagnostic> led_there;  // a place only
    const auto place = [&](const std::smatch& match) {
        return Diagnostic{match[1], number(match[2]), number(match[3]), "", "", ""};
    };
    const auto move_to = [](Diagnostic& diagnostic, const Diagnostic& other) {
        diagnostic.file = other.file;
        diagnostic.line = other.line;
        diagnostic.column = other.column;
    };
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 2000) line.resize(2000);
        std::smatch match;
        if (std::regex_match(line, match, compiler)) {
            found.push_back(place(match));
            found.back().severity = match[4];
            found.back().message = match[5];
            if (led_there && !is_own(match[1])) move_to(found.back(), *led_there);
        } else if (std::regex_match(line, match, required)) {
            if (is_own(match[1])) led_there = place(match);
        } else if (std::regex_match(line, match, requested)) {
            if (!found.empty() && !is_own(found.back().file) && is_own(match[1]))
                move_to(found.back(), place(match));
        } else if (std::regex_match(line, context)) {
            led_there.reset();
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
