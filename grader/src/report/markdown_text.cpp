#include "report/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/html_writer.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

constexpr std::string_view apart = "&#8203;";  // zero-width space

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// ":tada:", ":+1:", and ":100:" in "main.cpp:100:5".
bool begins_an_emoji(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && (is_word(text[at]) || text[at] == '+' || text[at] == '-')) ++at;
    return at > 1 && at < text.size() && text[at] == ':';
}

// After which of its characters GitHub must not see the text go on.
bool begins_a_reference(std::string_view text, std::size_t at) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    const auto ends_with = [&](std::string_view word) {
        if (at + 1 < word.size()) return false;
        return std::equal(word.begin(), word.end(),
                          text.begin() + static_cast<std::ptrdiff_t>(at + 1 - word.size()),
                          [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
    };
    switch (text[at]) {
        case '@':
            return true;
        case '#':
            return is_digit(next);
        case '-':
            return is_digit(next) && ends_with("gh-");
        case '.':
            return ends_with("www.");
        case ':':
            return next == '/' || begins_an_emoji(text.substr(at));
        default:
            return false;
    }
}

// What starts a list, a heading or a line under one if it stands at the start of a line.
std::size_t block_mark(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at > 0 && at < text.size() && (text[at] == '.' || text[at] == ')')) return at;
    return at == 0 && !text.empty() && std::string_view("#+-=").find(text[0]) != std::string_view::npos
               ? 0
               : std::string_view::npos;
}

std::size_t longest_run(std::string_view text, char wanted) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

std::string escaped(std::string_view text, bool markdown) {
    std::string line = printable(text);
    if (markdown) line.erase(0, line.find_first_not_of(' '));
    const std::size_t mark = markdown ? block_mark(line) : std::string::npos;
    std::string safe;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const std::string_view one = std::string_view(line).substr(at, 1);
        const bool special = std::string_view("\\`*_[]|~$!^").find(line[at]) != std::string_view::npos;
        if (special && !markdown) {
            safe += fmt::format("&#{};", static_cast<int>(line[at]));
        } else {
            if (special || at == mark) safe += '\\';
            // One byte of several is no text of its own.
            safe += static_cast<unsigned char>(line[at]) < 0x80 ? html_text(one) : std::string(one);
        }
        if (begins_a_reference(line, at)) safe += apart;
    }
    return safe;
}

}  // namespace

std::string markdown_text(std::string_view text) {
    return escaped(text, true);
}

std::string markdown_html_text(std::string_view text) {
    return escaped(text, false);
}

std::string markdown_lines(std::string_view text) {
    std::string lines;
    for (const std::string& line : printable_lines(text)) {
        if (!lines.empty()) lines += "<br>";
        lines += markdown_text(line);
    }
    return lines;
}

std::string markdown_fence(const std::vector<std::string>& lines) {
    std::string content;
    for (const std::string& whole : lines) {
        for (const std::string& line : printable_lines(whole)) content += line + '\n';
    }
    const std::string fence(std::max<std::size_t>(3, longest_run(content, '`') + 1), '`');
    return fence + "text\n" + content + fence + '\n';
}

}  // namespace grader
