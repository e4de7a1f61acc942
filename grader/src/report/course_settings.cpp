#include "report/course_settings.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"

namespace grader {

namespace {

std::optional<Hints> level_of(const std::string& word) {
    if (word.size() != 1 || word[0] < '0' || word[0] > '3') return std::nullopt;
    return static_cast<Hints>(word[0] - '0');
}

}  // namespace

CourseSettings load_settings(const std::filesystem::path& root) {
    CourseSettings settings;
    const std::filesystem::path file = root / "course/settings.conf";
    // What was exported by an older course has none.
    std::istringstream lines(read_file(file).value_or(""));
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const std::size_t sign = line.find('=');
        if (line.empty() || line.front() == '#') continue;
        const std::string name = line.substr(0, sign);
        const std::string value = sign == std::string::npos ? "" : line.substr(sign + 1);
        if (name == "handouts") {
            settings.handouts = value;
            if (!value.empty() && value.back() != '/') settings.handouts += '/';
        } else if (name == "push_hints") {
            const auto level = level_of(value);
            if (!level)
                throw UserError(fmt::format("{}:{}: push_hints takes 0, 1, 2 or 3, not \"{}\"", file.string(),
                                            number, value));
            settings.push_hints = *level;
        } else if (name == "practice") {
            if (value != "free" && value != "bonus" && value != "off")
                throw UserError(fmt::format("{}:{}: practice takes free, bonus or off, not \"{}\"",
                                            file.string(), number, value));
            settings.practice = value == "bonus" ? PracticeUse::bonus
                                : value == "off" ? PracticeUse::off
                                                 : PracticeUse::free;
        } else {
            throw UserError(
                fmt::format("{}:{}: there is no setting \"{}\"; there are push_hints, handouts and practice",
                            file.string(), number, name));
        }
    }
    return settings;
}

Hints hints_named(const std::string& word, const std::filesystem::path& root) {
    if (const auto level = level_of(word)) return *level;
    return load_settings(root).push_hints;
}

std::string complaint_about_hints(const std::string& word) {
    if (level_of(word) || word == "course") return {};
    return fmt::format(
        "how much is to be told? 0 (verdicts), 1 (and what was seen, with a question), 2 (and a "
        "direction), 3 (all) or course (what the course tells in the answer to a push), not \"{}\"",
        word);
}

}  // namespace grader
