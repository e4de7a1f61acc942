// The anchors of a Markdown file's headings, for tests of links.
#pragma once

#include <cctype>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace grader {

/// GitHub's spelling of a heading's anchor: lower case, without punctuation, hyphens for blanks.
inline std::string slug(const std::string& heading) {
    std::string anchor;
    for (const char letter : heading) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == ' ')
            anchor += '-';
        else if (std::isalnum(byte) != 0 || byte >= 0x80 || letter == '-' || letter == '_')
            anchor += static_cast<char>(std::tolower(byte));
    }
    return anchor;
}

/// The anchors of a handout's headings; a heading that comes again gets -1, -2 and so on.
inline std::set<std::string> anchors_of(const std::string& markdown) {
    static const std::regex heading(R"(#{1,6} +(.*?)[ #]*)");
    std::set<std::string> anchors;
    std::map<std::string, int> seen;
    bool in_code = false;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (line.compare(0, 3, "```") == 0) in_code = !in_code;
        std::smatch match;
        if (in_code || !std::regex_match(line, match, heading)) continue;
        const std::string anchor = slug(match[1]);
        const int before = seen[anchor]++;
        anchors.insert(before == 0 ? anchor : anchor + "-" + std::to_string(before));
    }
    return anchors;
}

}  // namespace grader
