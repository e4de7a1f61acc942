// A table of comma-separated values that somebody else's program wrote and will read again: what is not
// changed is written back byte for byte (RFC 4180, and what spreadsheets of other countries make of it:
// semicolons or tabs, a byte order mark, ends of lines of any kind, Latin-1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

class Table {
 public:
    /// The separator is the one that divides the first line into most cells. `name` is what messages call it.
    /// Throws UserError that names the line: a quote that never ends, UTF-16, nothing in it.
    Table(std::string_view text, const std::string& name);

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] std::size_t columns(std::size_t row) const { return rows_[row].cells.size(); }

    /// What stands in a cell, in UTF-8 and without quotes around it; "" where a row has no such cell.
    [[nodiscard]] std::string cell(std::size_t row, std::size_t column) const;

    /// A row without any text, as the one that ends some files.
    [[nodiscard]] bool is_blank(std::size_t row) const;

    /// Rows that are too short get the cells that they lack. Quoted as the cell was, or if it must be.
    void set(std::size_t row, std::size_t column, std::string_view value);

    /// The column with this heading in the first row, white space around it aside.
    [[nodiscard]] std::optional<std::size_t> column_named(std::string_view heading) const;

    [[nodiscard]] char separator() const { return separator_; }
    [[nodiscard]] std::string text() const;

 private:
    struct Row {
        std::vector<std::string> cells;  ///< as they stand in the file
        std::string end;                 ///< of the line; the last may have none
    };

    [[nodiscard]] std::string text_of(std::string_view raw) const;

    char separator_ = ',';
    bool is_latin1_ = false;
    std::string mark_;  ///< the byte order mark, if it begins with one
    std::vector<Row> rows_;
};

}  // namespace grader
