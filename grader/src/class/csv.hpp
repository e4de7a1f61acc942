// Tables as spreadsheets and learning platforms exchange them: comma-separated values, RFC 4180. (Debian has
// two libraries for them: one wants to know the columns when it is compiled, and the other has had no release
// since 2013.)
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct CsvRow {
    std::size_t line = 0;  ///< where it begins, from 1
    std::vector<std::string> cells;
};

struct CsvTable {
    std::vector<std::string> columns;  ///< of the first row, without the blanks around them
    std::vector<CsvRow> rows;  ///< all with as many cells as there are columns; blank lines are left out

    /// The place of a column, letters of any case: "github_username". Nothing if there is none.
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Takes what programs write: a byte order mark, lines that end as on any system, quotes with commas, line
/// breaks and doubled quotes in them, commas or (where the first line has none) semicolons or tabs between
/// cells; missing cells at the end of a row are empty. UTF-16 with a byte order mark is UTF-8 then, and bytes
/// that are no UTF-8 are taken for Latin-1. Throws UserError, "NAME:LINE: …", for a quote without its end,
/// for more cells than columns, and for what is no table at all.
[[nodiscard]] CsvTable parse_csv(std::string_view text, const std::string& name);

/// A cell as it has to be written so that whoever opens the table sees this text, and no spreadsheet takes it
/// for a formula: what begins like one gets an apostrophe before it.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// A line that ends with CR LF.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace grader
