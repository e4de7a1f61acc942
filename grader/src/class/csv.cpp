#include "class/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/identity.hpp"
#include "result/utf8.hpp"

namespace grader {

namespace {

constexpr std::size_t most_columns = 1000;

void append_utf8(std::string& to, char32_t code) {
    const auto byte = [&](char32_t value) { to += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6U);
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3F));
        byte(0x80 | (code >> 6U & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
}

/// What spreadsheets call "Unicode text". Half a pair of surrogates becomes U+FFFD.
std::string from_utf16(std::string_view bytes, bool big_endian) {
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big_endian ? first << 8U | second : second << 8U | first);
    };
    std::string text;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t code = unit(at);
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
            const char32_t low = unit(at + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                at += 2;
            }
        }
        append_utf8(text, code >= 0xD800 && code < 0xE000 ? U'\uFFFD' : code);
    }
    return text;
}

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

std::string as_utf8(std::string_view text) {
    if (starts_with(text, "\xFF\xFE")) return from_utf16(text.substr(2), false);
    if (starts_with(text, "\xFE\xFF")) return from_utf16(text.substr(2), true);
    if (starts_with(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
    std::string clean;
    bool is_utf8 = true;
    for (std::string_view rest = text; !rest.empty() && is_utf8;) {
        const Utf8Step step = decode_utf8(rest);
        is_utf8 = step.valid;
        rest.remove_prefix(step.length);
    }
    if (is_utf8) return std::string(text);
    for (const char byte : text) append_utf8(clean, static_cast<unsigned char>(byte));
    return clean;
}

/// What is between the cells of the first line.
char separator_of(std::string_view text) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    for (const char candidate : {',', ';', '\t'}) {
        if (line.find(candidate) != std::string_view::npos) return candidate;
    }
    return ',';
}

class Reader {
 public:
    Reader(std::string_view text, std::string name)
        : text_(text), name_(std::move(name)), separator_(separator_of(text)) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    CsvRow row() {
        CsvRow row{line_, {}};
        for (;;) {
            row.cells.push_back(peek() == '"' ? quoted(row) : plain());
            if (row.cells.size() > most_columns)
                refuse(row.line, fmt::format("there are more than {} cells; is it a table?", most_columns));
            if (peek() != separator_) break;
            ++at_;
        }
        end_line();
        return row;
    }

    [[noreturn]] void refuse(std::size_t line, const std::string& what) const {
        throw UserError(fmt::format("{}:{}: {}", name_, line, what));
    }

 private:
    [[nodiscard]] char peek() const { return at_end() ? '\n' : text_[at_]; }

    std::string plain() {
        const std::size_t begin = at_;
        while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::string quoted(const CsvRow& row) {
        std::string cell;
        for (++at_;; ++at_) {
            if (at_end()) refuse(row.line, "a quote (\") begins a cell here and has no end");
            if (text_[at_] == '\n') ++line_;
            if (text_[at_] != '"') {
                cell += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                cell += text_[at_++];
            } else {
                break;
            }
        }
        ++at_;
        // What is behind the closing quote belongs to the cell, as spreadsheets have it.
        return cell + plain();
    }

    void end_line() {
        if (!at_end() && text_[at_] == '\r') ++at_;
        // Old Macs end lines with CR alone.
        if (!at_end() && text_[at_] == '\n') ++at_;
        ++line_;
    }

    std::string_view text_;
    std::string name_;
    char separator_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

bool is_blank(const CsvRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(),
                       [](const std::string& cell) { return trimmed(cell).empty(); });
}

bool same_letters(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const std::string& column) { return same_letters(column, name); });
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
    const std::string clean = as_utf8(text);
    Reader reader(clean, name);
    if (clean.find('\0') != std::string::npos) reader.refuse(1, "this is no text; export the table as CSV");
    CsvTable table;
    while (!reader.at_end()) {
        CsvRow row = reader.row();
        if (is_blank(row)) continue;
        if (table.columns.empty()) {
            for (const std::string& cell : row.cells) table.columns.push_back(trimmed(cell));
            continue;
        }
        while (row.cells.size() > table.columns.size() && row.cells.back().empty()) row.cells.pop_back();
        if (row.cells.size() > table.columns.size())
            reader.refuse(row.line,
                          fmt::format("there are {} cells, and the first line names {} columns; a cell with "
                                      "a comma in it wants quotes (\"Lovelace, Ada\")",
                                      row.cells.size(), table.columns.size()));
        row.cells.resize(table.columns.size());
        table.rows.push_back(std::move(row));
    }
    if (table.columns.empty()) reader.refuse(1, "it is empty; its first line should name the columns");
    return table;
}

std::string csv_cell(std::string_view text) {
    // OWASP's list of what begins a formula, or hides that one begins.
    const bool is_formula =
        !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
    // A number stays one.
    const bool is_number = text.size() > 1 && (text.front() == '-' || text.front() == '+') &&
                           text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
    std::string cell = is_formula && !is_number ? "'" : "";
    cell += text;
    if (cell.find_first_of(",;\t\"\r\n") == std::string::npos &&
        (cell.empty() || (cell.front() != ' ' && cell.back() != ' ')))
        return cell;
    std::string quoted = "\"";
    for (const char letter : cell) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        if (&cell != &cells.front()) line += ',';
        line += csv_cell(cell);
    }
    return line + "\r\n";
}

}  // namespace grader
