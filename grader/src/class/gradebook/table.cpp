#include "class/gradebook/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "class/gradebook/words.hpp"
#include "result/utf8.hpp"

namespace grader {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Reads cells one after the other, as they stand.
class CellReader {
 public:
    CellReader(std::string_view text, char separator, const std::string& name)
        : text_(text), separator_(separator), name_(name) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    std::string_view cell() {
        const std::size_t begin = at_;
        std::size_t quote = at_;
        while (quote < text_.size() && text_[quote] == ' ') ++quote;
        if (quote < text_.size() && text_[quote] == '"') skip_quoted(quote);
        while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
        return text_.substr(begin, at_ - begin);
    }

    /// Whether another cell of the row follows.
    bool next_in_row() {
        if (at_end() || text_[at_] != separator_) return false;
        ++at_;
        return true;
    }

    std::string_view end_of_line() {
        const std::size_t begin = at_;
        if (!at_end() && text_[at_] == '\r') ++at_;
        if (!at_end() && text_[at_] == '\n') ++at_;
        return text_.substr(begin, at_ - begin);
    }

 private:
    void skip_quoted(std::size_t quote) {
        at_ = quote + 1;
        for (;;) {
            at_ = text_.find('"', at_);
            if (at_ == std::string_view::npos) {
                const auto line = std::count(text_.begin(), text_.begin() + static_cast<long>(quote), '\n');
                throw UserError(fmt::format("{}:{}: a quote begins there and never ends", name_, line + 1));
            }
            ++at_;
            if (at_end() || text_[at_] != '"') return;
            ++at_;
        }
    }

    std::string_view text_;
    char separator_;
    const std::string& name_;
    std::size_t at_ = 0;
};

/// Outside of quotes, in the first line.
std::size_t count_in_first_line(std::string_view text, char separator) {
    std::size_t count = 0;
    bool in_quotes = false;
    for (const char letter : text) {
        if (letter == '"') in_quotes = !in_quotes;
        if (in_quotes) continue;
        if (letter == '\n' || letter == '\r') break;
        if (letter == separator) ++count;
    }
    return count;
}

char separator_of(std::string_view text) {
    static constexpr std::array<char, 3> separators{',', ';', '\t'};
    return *std::max_element(separators.begin(), separators.end(), [&](char one, char other) {
        return count_in_first_line(text, one) < count_in_first_line(text, other);
    });
}

bool is_quoted(std::string_view raw) {
    return raw.size() > 1 && stripped(raw).substr(0, 1) == "\"";
}

std::string unquoted(std::string_view raw) {
    if (!is_quoted(raw)) return std::string(raw);
    raw = stripped(raw).substr(1);
    std::string text;
    for (std::size_t at = 0; at < raw.size(); ++at) {
        if (raw[at] == '"' && (at + 1 == raw.size() || raw[at + 1] != '"')) {
            // What stands behind the closing quote belongs to the cell for most readers.
            return text + std::string(raw.substr(at + 1));
        }
        if (raw[at] == '"') ++at;
        text += raw[at];
    }
    return text;
}

std::string quoted_cell(std::string_view value) {
    std::string cell = "\"";
    for (const char letter : value) {
        if (letter == '"') cell += '"';
        cell += letter;
    }
    return cell + '"';
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        if (!step.valid) return false;
        text.remove_prefix(step.length);
    }
    return true;
}

/// Each byte is the character of this number.
std::string from_latin1(std::string_view text) {
    std::string utf8;
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (code < 0x80) {
            utf8 += letter;
        } else {
            utf8 += static_cast<char>(0xC0U | code >> 6U);
            utf8 += static_cast<char>(0x80U | (code & 0x3FU));
        }
    }
    return utf8;
}

/// What Latin-1 does not have becomes a question mark.
std::string to_latin1(std::string_view text) {
    std::string latin1;
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        latin1 += step.code < 0x100 ? static_cast<char>(step.code) : '?';
        text.remove_prefix(step.length);
    }
    return latin1;
}

}  // namespace

Table::Table(std::string_view text, const std::string& name) {
    if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF" ||
        text.substr(0, 64).find('\0') != std::string_view::npos)
        throw UserError(fmt::format(
            "{} is no CSV in UTF-8 (perhaps UTF-16, or a spreadsheet): save it as \"CSV UTF-8\"", name));
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
        mark_ = byte_order_mark;
        text.remove_prefix(byte_order_mark.size());
    }
    if (stripped(text).empty()) throw UserError(fmt::format("there is nothing in {}", name));
    separator_ = separator_of(text);
    is_latin1_ = !is_utf8(text);
    CellReader reader(text, separator_, name);
    while (!reader.at_end()) {
        Row row;
        do row.cells.emplace_back(reader.cell());
        while (reader.next_in_row());
        row.end = reader.end_of_line();
        rows_.push_back(std::move(row));
    }
}

std::string Table::cell(std::size_t row, std::size_t column) const {
    const std::vector<std::string>& cells = rows_[row].cells;
    return column < cells.size() ? text_of(cells[column]) : "";
}

std::string Table::text_of(std::string_view raw) const {
    const std::string text = unquoted(raw);
    return is_latin1_ ? from_latin1(text) : text;
}

bool Table::is_blank(std::size_t row) const {
    const std::vector<std::string>& cells = rows_[row].cells;
    return std::all_of(cells.begin(), cells.end(),
                       [](const std::string& cell) { return stripped(unquoted(cell)).empty(); });
}

void Table::set(std::size_t row, std::size_t column, std::string_view value) {
    std::vector<std::string>& cells = rows_[row].cells;
    if (cells.size() <= column) cells.resize(column + 1);
    const std::string cell = csv_cell(value);
    const bool needs_quotes = is_quoted(cells[column]) && !is_quoted(cell);
    cells[column] = needs_quotes ? quoted_cell(cell) : cell;
    if (is_latin1_) cells[column] = to_latin1(cells[column]);
}

std::optional<std::size_t> Table::column_named(std::string_view heading) const {
    for (std::size_t column = 0; column < columns(0); ++column)
        if (stripped(cell(0, column)) == stripped(heading)) return column;
    return std::nullopt;
}

std::string Table::text() const {
    std::string text = mark_;
    for (const Row& row : rows_) {
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            if (column > 0) text += separator_;
            text += row.cells[column];
        }
        text += row.end;
    }
    return text;
}

}  // namespace grader
