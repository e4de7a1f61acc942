// Patterns, beside the library's own matcher.
#include "base/pattern.hpp"

#include <memory>
#include <regex>
#include <vector>

#include "input.hpp"

using namespace grader;

namespace {

constexpr const char* expressions[] = {
    R"(listening on ([0-9.]+):([0-9]+))",
    R"(^([^:\s]+\.[A-Za-z+]+):(\d+):(?:\([^()]*\):)?$)",
    R"(^([^:\s][^:]*):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$)",
    R"(^(?:\S*g\+\+\S*|\S*clang\S*|cc1plus): (fatal error|error): (.*)$)",
    R"(^\s*#\d+ (?:0x[0-9a-f]+ in )?(.*?) /?(lab\d+/[^\s:]+):(\d+).*$)",
    R"(^(?:WARNING|.*ERROR): (\w+Sanitizer): (.*?)(?: \(pid=\d+\))?$)",
    R"( \((?:BuildId: \w+|[^()]*\+0x[0-9a-f]+)\)(?: \(BuildId: \w+\))?$)",
    R"(\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)",
    R"((a|ab)(c|bcd)(d*))",
    R"(x+?y*(z|))"};
constexpr std::size_t count = sizeof expressions / sizeof *expressions;
// The library's own would be out of stack, or of time, on more.
constexpr std::size_t longest = 200;

struct Both {
    std::unique_ptr<const Pattern> pattern;
    std::regex regex;
};

std::vector<Both> all_compiled() {
    std::vector<Both> all;
    for (const char* expression : expressions)
        all.push_back({std::make_unique<const Pattern>(expression), std::regex(expression)});
    return all;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const std::vector<Both> all = all_compiled();
    const auto& [pattern, regex] = all[data[0] % count];
    const std::string text = text_of(data + 1, size - 1);
    const auto whole = pattern->match(text);
    const auto place = pattern->search(text);
    const std::string rest = pattern->removed_from(text);
    must(rest.size() <= text.size(), "removing makes nothing longer");
    if (text.size() > longest) return 0;
    std::smatch match;
    const bool matches = std::regex_match(text, match, regex);
    must(matches == !whole.empty(), "both find a match, or none");
    for (std::size_t group = 0; matches && group < whole.size(); ++group)
        must(match[group].str() == whole[group], "groups are the same");
    // The library's ^ and $ are those of a line.
    if (text.find_first_of("\n\r") != std::string::npos) return 0;
    const bool found = std::regex_search(text, match, regex);
    must(found == !place.empty(), "both find a place, or none");
    for (std::size_t group = 0; found && group < place.size(); ++group)
        must(match[group].str() == place[group], "groups of a place are the same");
    return 0;
}
