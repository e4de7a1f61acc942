#include "observe/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>

namespace grader {

namespace {

std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char letter : word) text += letter == '\'' ? "'\\''" : std::string(1, letter);
    return text + "'";
}

std::string printed_by(const std::string& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(::popen(command.c_str(), "r"), ::pclose);
    std::string text;
    if (!output) return text;
    char piece[4'096];
    for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, output.get())) > 0;)
        text.append(piece, got);
    return text;
}

}  // namespace

std::function<std::string()> tasks_of(const Target& target, const std::string& script) {
    if (script.empty()) return {};
    return [&target, script] {
        const auto processes = target.processes();
        if (processes.empty()) return std::string("the server has ended");
        // What gdb says of itself goes before the mark.
        const std::string all = printed_by(
            fmt::format("gdb -nx -batch -p {} -x {} -ex 'echo \\n====\\n' -ex 'rt tasks' </dev/null 2>&1",
                        processes.front(), quoted(script)));
        const auto mark = all.find("\n====\n");
        std::istringstream lines(mark == std::string::npos ? all : all.substr(mark + 6));
        std::string text;
        for (std::string line; std::getline(lines, line);) {
            if (line.rfind("[Inferior", 0) != 0) text += line + "\n";
        }
        return text.empty() ? std::string("gdb says nothing; is it installed, and may it attach?") : text;
    };
}

}  // namespace grader
