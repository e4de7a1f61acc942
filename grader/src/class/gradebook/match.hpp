// Which row of a gradebook is which student of the class. A mark in somebody else's row is the worst that can
// happen, so a row is only matched when one student fits it, and no other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "class/gradebook/platform.hpp"
#include "class/gradebook/table.hpp"
#include "class/records.hpp"

namespace grader {

struct RowMatch {
    std::optional<std::size_t> student;  ///< their place in the class
    /// How it was found, if that is worth a second look: "by the name alone".
    std::string_view doubt;
    /// Why it was not, though there is somebody: "the e-mail address is ada's, and the number is grace's".
    std::string conflict;
};

/// One for each row, that of the headings too (which matches nobody). `key`: the only column to go by; none:
/// those that the platform has. Throws UserError if it has none of them.
[[nodiscard]] std::vector<RowMatch> match_rows(const Table& table, const std::vector<Student>& students,
                                               const Platform& platform, std::optional<std::size_t> key);

/// How a row calls its student: a name and the surest key that it has.
[[nodiscard]] std::string name_in_row(const Table& table, std::size_t row, const Platform& platform);

/// The first of these headings that the table has, whatever the case of its letters.
[[nodiscard]] std::optional<std::size_t> column_of(const Table& table,
                                                   const std::vector<std::string_view>& headings);

}  // namespace grader
