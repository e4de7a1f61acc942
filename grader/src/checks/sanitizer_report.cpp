#include "checks/sanitizer_report.hpp"

#include <regex>
#include <sstream>

namespace grader {

namespace {

/// "    #0 serve(int) lab4/main.cpp:42:9 (server+0x1234)": a frame in the student's own file, which is
/// relative.
const std::regex own_frame(R"(^\s*#\d+ (?:0x[0-9a-f]+ in )?(.*?) /?(lab\d+/[^\s:]+):(\d+).*$)");
const std::regex any_frame(R"(^\s*#\d+ .*$)");

bool take_place(const std::string& line, SanitizerReport& report) {
    std::smatch match;
    if (!std::regex_match(line, match, own_frame)) return false;
    report.function = match[1];
    report.file = match[2];
    report.line = std::stoi(match[3].str().substr(0, 8));
    return true;
}

}  // namespace

std::vector<SanitizerReport> parse_sanitizer_reports(std::string_view text) {
    static const std::regex start(R"(^(?:WARNING|.*ERROR): (\w+Sanitizer): (.*?)(?: \(pid=\d+\))?$)");
    static const std::regex module_suffix(
        R"( \((?:BuildId: \w+|[^()]*\+0x[0-9a-f]+)\)(?: \(BuildId: \w+\))?$)");
    constexpr std::size_t longest = 36;
    std::vector<SanitizerReport> reports;
    bool inside = false;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 1000) line.resize(1000);
        std::smatch match;
        if (std::regex_match(line, match, start)) {
            reports.push_back({match[1].str() + " reports: " + match[2].str(), {}, "", 0, ""});
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
        const std::string shown = std::regex_replace(line, module_suffix, "");
        // The library's frames between the student's own say nothing to a student.
        if (std::regex_match(shown, any_frame) && !std::regex_match(shown, own_frame)) continue;
        if (!shown.empty() && report.lines.size() < longest) report.lines.push_back(shown);
    }
    return reports;
}

}  // namespace grader
