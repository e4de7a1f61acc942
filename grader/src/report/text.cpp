#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "result/utf8.hpp"

namespace grader {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t Size>
bool in_any(const std::array<Range, Size>& ranges, char32_t code) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [code](Range range) { return code >= range.first && code <= range.last; });
}

// C0 and C1 controls, zero-width and bidirectional formatting (Unicode TR 36: what makes text look like
// another), line and paragraph separators, the byte order mark.
bool is_unsafe(char32_t code) {
    static constexpr std::array<Range, 8> unsafe{{{0x00, 0x1F},
                                                  {0x7F, 0x9F},
                                                  {0x061C, 0x061C},
                                                  {0x200B, 0x200F},
                                                  {0x2028, 0x202E},
                                                  {0x2060, 0x206F},
                                                  {0xFEFF, 0xFEFF},
                                                  {0xE0000, 0xE007F}}};
    return in_any(unsafe, code);
}

// The blocks that occur; the whole of Unicode's East Asian Width table would be out of proportion.
std::size_t columns_of(char32_t code) {
    if (code < 0x0300) return 1;  // most text
    static constexpr std::array<Range, 4> none{
        {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
    static constexpr std::array<Range, 8> wide{{{0x1100, 0x115F},
                                                {0x2E80, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF},
                                                {0x20000, 0x3FFFD}}};
    if (in_any(none, code)) return 0;
    return in_any(wide, code) ? 2 : 1;
}

// As many characters as fit into `width` columns, but at least one: whoever goes through a line piece by
// piece must get on.
std::string_view head(std::string_view line, std::size_t width) {
    std::size_t used = 0;
    std::size_t end = 0;
    while (end < line.size()) {
        const Utf8Step step = decode_utf8(line.substr(end));
        used += columns_of(step.code);
        if (end > 0 && used > width) break;
        end += step.length;
    }
    return line.substr(0, end);
}

constexpr std::size_t tab = 4;

std::string escaped(const Utf8Step& step) {
    if (!step.valid || step.code < 0x80) return fmt::format("\\x{:02x}", static_cast<unsigned>(step.code));
    return fmt::format("\\u{:04x}", static_cast<unsigned>(step.code));
}

}  // namespace

std::vector<std::string> printable_lines(std::string_view text) {
    std::vector<std::string> lines;
    for (;;) {
        const std::size_t end = text.find('\n');
        lines.push_back(printable(text.substr(0, end)));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::string printable(std::string_view text) {
    std::string safe;
    std::size_t column = 0;
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        std::string piece;
        if (step.code == U'\t') {
            piece.assign(tab - column % tab, ' ');
        } else if (!step.valid || is_unsafe(step.code)) {
            piece = escaped(step);
        } else {
            piece = text.substr(0, step.length);
        }
        column += columns(piece);
        safe += piece;
        text.remove_prefix(step.length);
    }
    return safe;
}

std::size_t columns(std::string_view text) {
    std::size_t sum = 0;
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        sum += columns_of(step.code);
        text.remove_prefix(step.length);
    }
    return sum;
}

std::vector<std::string> wrapped(std::string_view line, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    while (!line.empty()) {
        const std::size_t start = line.find_first_not_of(' ');
        if (start == std::string_view::npos) break;
        line.remove_prefix(start);
        const std::string_view word = line.substr(0, line.find(' '));
        line.remove_prefix(word.size());

        const std::size_t needed = columns(word);
        if (used > 0 && used + 1 + needed <= width) {
            lines.back() += ' ';
            lines.back() += word;
            used += 1 + needed;
            continue;
        }
        if (used > 0) lines.emplace_back();
        const std::vector<std::string> pieces = chopped(word, width);
        lines.back() = pieces.front();
        lines.insert(lines.end(), pieces.begin() + 1, pieces.end());
        used = columns(lines.back());
    }
    return lines;
}

std::vector<std::string> chopped(std::string_view line, std::size_t width) {
    std::vector<std::string> lines;
    for (;;) {
        std::string_view piece = head(line, width);
        if (piece.size() == line.size()) break;
        if (const std::size_t gap = piece.find_last_of(" ,|"); gap != std::string_view::npos) {
            if (columns(piece.substr(0, gap)) >= width * 2 / 3) piece = piece.substr(0, gap + 1);
        }
        lines.emplace_back(piece);
        line.remove_prefix(piece.size());
    }
    lines.emplace_back(line);
    return lines;
}

std::string cut(std::string_view line, std::size_t width) {
    if (columns(line) <= width) return std::string(line);
    if (width == 0) return {};
    return std::string(width == 1 ? "" : head(line, width - 1)) + "…";
}

}  // namespace grader
