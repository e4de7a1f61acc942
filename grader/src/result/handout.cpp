#include "result/handout.hpp"

#include <cctype>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace grader {

namespace {

/// Lower case, without punctuation, hyphens for blanks.
std::string anchor_of(std::string_view heading) {
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

std::string_view next_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

bool is_comment(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(' ');
    return begin != std::string_view::npos && line.substr(begin).starts_with("<!--");
}

/// The words of a heading; empty: it is none.
std::string_view words_of_heading(std::string_view line) {
    const std::size_t marks = line.find_first_not_of('#');
    if (marks == 0 || marks > 6 || marks == std::string_view::npos || line[marks] != ' ') return {};
    line.remove_prefix(line.find_first_not_of(' ', marks));
    line.remove_suffix(line.size() - 1 - line.find_last_not_of(" #"));
    return line;
}

}  // namespace

std::string passage_at(std::string_view markdown, std::string_view anchor) {
    std::map<std::string, int> seen;
    std::string passage;
    std::string paragraph;
    bool inside = false;
    bool in_code = false;
    bool in_comment = false;
    const auto end_paragraph = [&] {
        const bool fits = passage.size() + paragraph.size() <= longest_passage;
        if (fits) passage += paragraph;
        paragraph.clear();
        return fits;
    };
    for (std::string_view rest = markdown; !rest.empty();) {
        const std::string_view line = next_line(rest);
        // What a test of the handout is told there (.ci/handouts.py), no reader sees.
        in_comment = in_comment || (!in_code && is_comment(line));
        if (in_comment) {
            in_comment = line.find("-->") == std::string_view::npos;
            continue;
        }
        const std::string_view heading = in_code ? std::string_view() : words_of_heading(line);
        if (!heading.empty()) {
            if (inside) break;
            std::string here = anchor_of(heading);
            if (const int before = seen[here]++; before > 0) here += "-" + std::to_string(before);
            inside = here == anchor;
            continue;
        }
        if (line.starts_with("```")) in_code = !in_code;
        if (!inside) continue;
        paragraph.append(line);
        paragraph += '\n';
        if (line.empty() && !in_code && !end_paragraph()) break;
    }
    end_paragraph();
    const std::size_t begin = passage.find_first_not_of('\n');
    return begin == std::string::npos ? ""
                                      : passage.substr(begin, passage.find_last_not_of('\n') + 1 - begin);
}

}  // namespace grader
