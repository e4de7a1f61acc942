#include "checks/sanitizer_report.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/pattern.hpp"

namespace grader {

namespace {

/// "    #0 serve(int) lab4/main.cpp:42:9 (server+0x1234)": a frame in the student's own file, which is
/// relative.
const Pattern own_frame(R"(^\s*#\d+ (?:0x[0-9a-f]+ in )?(.*?) /?(lab\d+/[^\s:]+):(\d+).*$)");
const Pattern any_frame(R"(^\s*#\d+ .*$)");

bool take_place(const std::string& line, SanitizerReport& report) {
    const auto match = own_frame.match(line);
    if (match.empty()) return false;
    report.function = match[1];
    report.file = match[2];
    report.line = std::stoi(match[3].substr(0, 8));
    return true;
}

/// "heap-use-after-free on address 0x…" → "heap-use-after-free"; ThreadSanitizer's kinds have several words,
/// and nothing behind them but what is in brackets.
std::string kind_in(const std::string& headline) {
    const std::size_t end = std::min(headline.find(" on "), headline.find(" ("));
    std::string kind = headline.substr(0, end);
    while (!kind.empty() && (kind.back() == ':' || kind.back() == ' ')) kind.pop_back();
    return kind;
}

}  // namespace

std::vector<SanitizerReport> parse_sanitizer_reports(std::string_view text) {
    static const Pattern start(R"(^.*(?:WARNING|ERROR): (\w+Sanitizer): (.*?)(?: \(pid=\d+\))?$)");
    static const Pattern module_suffix(R"( \((?:BuildId: \w+|[^()]*\+0x[0-9a-f]+)\)(?: \(BuildId: \w+\))?$)");
    constexpr std::size_t longest = 36;
    std::vector<SanitizerReport> reports;
    bool inside = false;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 1000) line.resize(1000);
        if (const auto match = start.match(line); !match.empty()) {
            reports.push_back({match[1] + " reports: " + match[2], kind_in(match[2]), {}, "", 0, ""});
            inside = true;
            continue;
        }
        if (!inside) continue;
        if (line.compare(0, 10, "==========") == 0 || line.compare(0, 8, "SUMMARY:") == 0) {
            inside = false;
            continue;
        }
        SanitizerReport& report = reports.back();
        if (report.file.empty()) take_place(line, report);
        const std::string shown = module_suffix.removed_from(line);
        // The library's frames between the student's own say nothing to a student.
        if (!any_frame.match(shown).empty() && own_frame.match(shown).empty()) continue;
        if (!shown.empty() && report.lines.size() < longest) report.lines.push_back(shown);
    }
    return reports;
}

}  // namespace grader
